// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @title Where the native contracts of CyberMiles are, on every network
/// @notice "CMT" in ASCII and one byte. The whole range from `…434d5400` to `…434d54ff` is reserved. `CyberMiles.sol` gives the
/// same addresses with their types.
library Addresses {
    /// @notice The native coin as an ERC-20.
    address internal constant CMT = 0x00000000000000000000000000000000434D5401;
    /// @notice Orders between a buyer and a seller who do not trust each other.
    address internal constant ESCROW = 0x00000000000000000000000000000000434D5402;
    /// @notice Disputes and the arbiters who decide them.
    address internal constant ARBITRATION = 0x00000000000000000000000000000000434D5403;
    /// @notice Keys, commitments, attestations and permissions of persons.
    address internal constant IDENTITY = 0x00000000000000000000000000000000434D5404;
    /// @notice Validators and their stake; all fees gather here.
    address internal constant STAKING = 0x00000000000000000000000000000000434D5405;
    /// @notice Proposals and votes.
    address internal constant GOVERNANCE = 0x00000000000000000000000000000000434D5406;
    /// @notice The swap of the ERC-20 CMT of Ethereum for the coin of this chain.
    address internal constant MIGRATION = 0x00000000000000000000000000000000434D5407;
    /// @notice The `to` of the transaction that closes a block and settles what is due.
    address internal constant CLOSING = 0x00000000000000000000000000000000434D54FF;
}
