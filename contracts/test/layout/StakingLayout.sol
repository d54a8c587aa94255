// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @title The storage of the native contract Staking, as solc lays it out
/// @dev Declares what `evm-precompiles/src/staking/mod.rs`, `records.rs` and `committee.rs` declare; a Rust test compares the two.
contract StakingLayout {
    struct CommitteeRecord {
        bytes32 seed;
        uint16 size;
    }

    struct SeatRecord {
        address validator;
        uint64 weight;
        uint16 port;
        bytes32 consensusKey;
        bytes32 randaoHead;
        uint128 randaoTail;
        uint128 ip;
    }

    struct Stake {
        uint96 tokens;
        uint128 shares;
        uint16 commission;
        uint16 place;
        uint128 selfShares;
        uint96 maxStake;
        uint8 status;
    }

    struct Terms {
        uint16 maxCommission;
        uint16 maxChange;
        uint40 commissionChangedAt;
        uint40 declaredAt;
        uint40 jailedUntil;
        uint40 removedAt;
        uint64 offenceEpoch;
        uint16 offenceRate;
    }

    struct Keys {
        bytes32 consensusKey;
        bytes32 randaoHead;
        uint128 randaoTail;
        uint128 ip;
        uint16 port;
    }

    struct Rewards {
        uint256 accumulator;
        uint128 owed;
        uint128 fraction;
        uint128 commission;
    }

    struct Delegation {
        uint128 shares;
        uint8 maturing;
        uint8 place;
        uint256 accumulator;
    }

    struct Entry {
        address delegator;
        uint40 maturesAt;
        bool isUnbonding;
        bool isLiable;
        address validator;
        uint64 epoch;
        address origin;
        uint64 originEpoch;
        uint128 amount;
        uint40 originUntil;
    }

    struct Totals {
        uint128 staked;
        uint128 unbonding;
        uint128 pool;
        uint128 owed;
    }

    struct Clock {
        uint64 epoch;
        uint40 startedAt;
        uint96 minted;
    }

    struct Emission {
        uint40 genesisTime;
        uint16 year;
        uint96 yearAmount;
        uint96 yearMinted;
        uint96 genesisSupply;
        uint96 minted;
        uint96 lastSupply;
    }

    struct Window {
        uint16 size;
        uint16 next;
        uint16 missed;
        uint256 first;
        uint256 second;
        uint256 third;
        uint256 fourth;
    }

    mapping(uint64 => CommitteeRecord) internal committees;
    mapping(uint256 => SeatRecord) internal seats;
    address[] internal validatorList;
    mapping(address => Stake) internal stakes;
    mapping(address => Terms) internal terms;
    mapping(address => Keys) internal keys;
    mapping(address => Rewards) internal rewards;
    mapping(bytes32 => address) internal keyOwners;
    mapping(address => bytes) internal names;
    mapping(address => bytes) internal websites;
    mapping(address => bytes) internal contacts;
    mapping(address => bytes) internal details;
    address[] internal candidatesList;
    mapping(address => mapping(address => Delegation)) internal delegations;
    mapping(address => address[]) internal delegatedTo;
    uint80[] internal queue;
    uint256 internal entryCount;
    mapping(uint64 => Entry) internal entriesById;
    mapping(address => uint40[]) internal unbondingsOf;
    mapping(address => mapping(address => uint40[])) internal redelegationsTo;
    Totals internal totals;
    Clock internal clock;
    Emission internal emissionState;
    mapping(address => Window) internal windows;
    uint64[] internal tallies;
    mapping(uint64 => address[]) internal backups;
    mapping(uint64 => uint64[]) internal backupWeights;
}
