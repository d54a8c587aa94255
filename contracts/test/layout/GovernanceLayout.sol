// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @title The storage of the native contract Governance, as solc lays it out
/// @dev Declares what `evm-precompiles/src/governance/mod.rs` and `records.rs` declare; a Rust test compares the two.
contract GovernanceLayout {
    struct Setting {
        uint128 value;
        bool set;
    }

    struct Pauses {
        uint40 escrowOffers;
        uint40 arbitrationCases;
        uint40 arbiterRegistration;
        uint40 providerRegistration;
        uint40 attestations;
        uint40 grants;
    }

    struct Upgrade {
        bytes32 name;
        uint64 height;
    }

    struct Totals {
        uint96 reserve;
        uint96 deposits;
        uint40 proposals;
    }

    struct Poll {
        address proposer;
        uint8 kind;
        uint8 state;
        uint40 endsAt;
        uint40 executeAt;
    }

    struct Outcome {
        uint96 deposit;
        uint40 submittedAt;
        uint96 yes;
        uint96 no;
        uint96 abstain;
        uint96 veto;
        uint96 total;
    }

    struct Plan {
        bytes32 key;
        uint256 value;
        address account;
        uint8 index;
        bool flag;
        address claimant;
    }

    struct Direct {
        uint128 yes;
        uint128 no;
        uint128 abstain;
        uint128 veto;
    }

    /// @dev A genesis seeds parameters here, by key: short ASCII, left-aligned.
    mapping(bytes32 => Setting) internal settings;
    Pauses internal pauses;
    Upgrade internal upgrade;
    /// @dev A genesis seeds the reserve here.
    Totals internal totals;
    uint80[] internal queue;
    uint40[] internal open;
    mapping(uint64 => Poll) internal polls;
    mapping(uint64 => Outcome) internal outcomes;
    mapping(uint64 => Plan) internal plans;
    mapping(uint64 => bytes) internal titles;
    mapping(uint64 => mapping(address => uint8)) internal votes;
    mapping(uint64 => mapping(address => Direct)) internal direct;
    mapping(address => uint40[]) internal ballots;
    uint64 internal unclaimed;
}
