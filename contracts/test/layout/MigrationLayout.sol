// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @title The storage of the native contract Migration, as solc lays it out
/// @dev Declares what `evm-precompiles/src/migration/mod.rs` and `records.rs` declare; a Rust test compares the two.
contract MigrationLayout {
    struct Origin {
        address token;
        uint64 blockNumber;
        bool isVyper;
    }

    struct Ledger {
        uint96 claimable;
        uint96 remaining;
        uint40 deadline;
    }

    struct Row {
        address claimant;
        uint8 class;
        bool exists;
        bool isOpen;
        bool isClaimed;
    }

    /// @dev A genesis seeds all of this but the nonces.
    bytes32 internal blockHash;
    bytes32 internal stateRoot;
    uint256 internal balancesSlot;
    Origin internal origin;
    bytes32 internal claimRoot;
    Ledger internal ledger;
    mapping(address => Row) internal rows;
    mapping(address => uint256) internal nonces;
}
