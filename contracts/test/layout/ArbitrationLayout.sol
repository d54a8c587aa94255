// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @title The native Arbitration's storage
/// @notice Declares what lies in the storage of `0x…434d5403`, for whoever reads it with `eth_getStorageAt` or `eth_getProof`.
/// A test compares what solc makes of this with what the node does. Amounts are in wei, times in Unix seconds.
contract ArbitrationLayout {
    struct Totals {
        uint96 bonds;
        uint96 fees;
        uint40 cases;
    }

    struct Arbiter {
        uint96 bond;
        uint40 releaseAt;
        uint40 boundUntil;
        uint40 changedAt;
        uint32 openCases;
        bool weightQueued;
        uint32 index;
        uint32 taken;
        uint32 ruled;
        uint32 missed;
        uint32 escalated;
        uint40 joinedAt;
        uint32 categories;
        bytes32 profile;
    }

    struct Case {
        address buyer;
        uint96 maxFee;
        address seller;
        uint96 fee;
        address opener;
        uint40 deadline;
        uint8 state;
        uint8 bids;
        uint8 missed;
        uint8 buyerAccepts;
        uint8 sellerAccepts;
        uint8 buyerVetoes;
        uint8 sellerVetoes;
        address arbiter;
        uint32 bidWindow;
        uint32 acceptWindow;
        uint32 rulingWindow;
    }

    struct Details {
        bytes32 openerRef;
        address court;
        uint8 buyerEvidence;
        uint8 sellerEvidence;
        uint8 arbiterEvidence;
        address firstExcluded;
        address secondExcluded;
    }

    struct Bid {
        address arbiter;
        uint96 fee;
    }

    Totals internal totals;
    /// @dev A binary heap: the time in the high 40 bits, the item in the low 40.
    uint80[] internal queue;
    address[] internal arbiterList;
    mapping(uint8 level => uint40[]) internal weights;
    mapping(address account => Arbiter) internal arbiters;
    mapping(uint64 caseId => Case) internal cases;
    mapping(uint64 caseId => Details) internal details;
    mapping(uint64 caseId => mapping(uint8 place => Bid)) internal bids;
    mapping(uint64 caseId => mapping(uint8 order => address)) internal former;
    mapping(address account => uint40[] caseIds) internal casesOf;
}
