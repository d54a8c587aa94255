// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @title The native Escrow's storage
/// @notice Declares what lies in the storage of `0x…434d5402`, for whoever reads it with `eth_getStorageAt` or `eth_getProof`.
/// A test compares what solc makes of this with what the node does. Amounts are in wei, times in Unix seconds.
contract EscrowLayout {
    struct Totals {
        uint40 orders;
        uint96 held;
        uint96 free;
    }

    struct Order {
        address buyer;
        uint40 dueAt;
        uint8 state;
        uint8 flags;
        uint40 buyersPrevious;
        address seller;
        uint96 price;
        uint96 deposit;
        uint40 shipBy;
        uint40 deliverBy;
        uint32 inspection;
        uint40 sellersPrevious;
    }

    struct Courier {
        address carrier;
        uint40 number;
    }

    struct Conditions {
        address marketplace;
        uint16 feeBps;
        uint24 bidWindow;
        uint24 acceptWindow;
        uint24 rulingWindow;
    }

    struct Talks {
        uint96 buyerProposal;
        uint96 sellerProposal;
        bool buyerProposes;
        bool sellerProposes;
        uint48 caseId;
    }

    struct Account {
        uint96 free;
        uint40 orders;
        uint40 latest;
        uint32 offerEpoch;
    }

    struct Fill {
        uint32 filled;
        bool cancelled;
    }

    Totals internal totals;
    /// @dev A binary heap: the time in the high 40 bits, the order's number in the low 40.
    uint80[] internal due;
    mapping(uint40 number => bytes32 id) internal ids;
    mapping(bytes32 id => Order) internal orders;
    mapping(bytes32 id => Courier) internal couriers;
    mapping(bytes32 id => bytes32) internal trackingHashes;
    mapping(bytes32 id => Conditions) internal conditions;
    mapping(bytes32 id => address) internal courts;
    mapping(bytes32 id => Talks) internal talks;
    mapping(address owner => Account) internal accounts;
    mapping(address seller => mapping(bytes32 offerHash => Fill)) internal fills;
}
