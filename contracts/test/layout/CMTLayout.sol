// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @title The storage of the native coin's token face
/// @notice Declares what lies in the storage of `0x…434d5401`, for whoever reads it with `eth_getStorageAt` or `eth_getProof`.
/// A test compares what solc makes of this with what the node does. Amounts are in wei. Balances are those of the accounts.
contract CMTLayout {
    uint256 internal totalSupply;
    uint256 internal totalBurned;
    mapping(address owner => mapping(address spender => uint256)) internal allowances;
    mapping(address owner => uint256) internal nonces;
}
