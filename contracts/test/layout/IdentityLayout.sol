// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @title The storage of the native contract Identity, as solc lays it out
/// @dev Declares what `evm-precompiles/src/identity/mod.rs` and `records.rs` declare; a Rust test compares the two.
contract IdentityLayout {
    struct Provider {
        uint96 bond;
        uint32 kinds;
        uint32 trusted;
        uint32 epoch;
        uint40 releaseAt;
    }

    struct Profile {
        bytes32 metadata;
        uint64 number;
    }

    struct Link {
        address other;
        uint8 role;
    }

    struct Recovery {
        address delegate;
        uint32 delay;
        uint40 readyAt;
        address newController;
    }

    struct WalletState {
        address identity;
        uint8 keyType;
        uint8 prefix;
        bool revoked;
        uint32 version;
        uint40 updatedAt;
        address provider;
        bytes32 key;
        bytes32 purpose;
    }

    struct Commitment {
        bytes32 schema;
        bytes32 commitment;
        uint64 place;
        uint64 version;
        uint40 updatedAt;
    }

    struct AttestationState {
        address attester;
        uint40 issuedAt;
        uint40 expiresAt;
        bool revocable;
        bool revoked;
        address subject;
        uint32 epoch;
        bytes32 schema;
        bytes32 commitment;
    }

    struct Standing {
        uint64 uid;
        uint40 expiresAt;
        uint32 epoch;
        bool revocable;
    }

    struct GrantWindow {
        address client;
        uint40 notBefore;
        uint40 notAfter;
        bool revoked;
    }

    struct GrantTerms {
        address subject;
        uint40 createdAt;
        bytes32 purpose;
    }

    /// @dev A genesis may name somebody here; zero means the Governance precompile.
    address internal governor;
    uint256 internal totalBonds;
    mapping(address => Provider) internal providers;
    mapping(address => Profile) internal profiles;
    address[] internal providerList;
    uint80[] internal queue;
    mapping(uint8 => address[]) internal trusted;
    mapping(address => Link) internal links;
    mapping(address => Recovery) internal recoveries;
    uint256 internal walletCount;
    mapping(uint64 => WalletState) internal wallets;
    mapping(address => uint64[]) internal walletsOf;
    mapping(address => mapping(bytes32 => Commitment)) internal records;
    mapping(address => bytes32[]) internal recordNames;
    uint256 internal attestationCount;
    mapping(uint64 => AttestationState) internal attestations;
    mapping(address => uint64[]) internal attestationsOf;
    mapping(address => mapping(bytes32 => mapping(address => Standing))) internal standing;
    uint256 internal grantCount;
    mapping(uint64 => GrantWindow) internal grantWindows;
    mapping(uint64 => GrantTerms) internal grantTerms;
    mapping(uint64 => bytes32[]) internal grantScopes;
    mapping(address => uint64[]) internal grantsOf;
    mapping(address => uint64[]) internal grantsTo;
    mapping(address => uint256) internal nonces;
}
