// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IPrecompile} from "./IPrecompile.sol";

/// @title The closing step of a block
/// @notice When something is due at the end of a block, the block's last transaction is a system
/// transaction to this address that settles it. Nobody else can call it, and nobody has to.
interface IClosing is IPrecompile {
    /// @notice Something that was due could not be settled; it was left as it was. This is never
    /// expected to happen; whoever is concerned may settle it with the precompile's `poke` function.
    /// @param precompile Whose item it is.
    /// @param item The item in the precompile's queue.
    /// @param reason The error, ABI-encoded.
    event SettlementFailed(address indexed precompile, uint256 item, bytes reason);

    /// @notice Only the protocol closes blocks.
    error OnlyProtocol();

    /// @notice Settles what is due, oldest first, up to a bound for each block.
    /// @param blockNumber The block it closes.
    function settle(uint256 blockNumber) external;
}
