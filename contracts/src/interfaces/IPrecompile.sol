// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @title What every native CyberMiles contract may answer
/// @notice The errors all native contracts share. Each of them inherits this interface, so its ABI contains them and tools
/// name them without a second ABI.
/// @dev A native contract lives at a fixed address from genesis, with nonce 1 and the one byte of code `0xef`. It reverts as a
/// whole or not at all, calls no other contract's code, and pays CMT as a plain change of balance.
interface IPrecompile {
    /// @notice The native contract was reached by `delegatecall`, `callcode` or an EIP-7702 delegation: call its address itself.
    error DelegateCallNotAllowed();

    /// @notice A function that changes state was called under `staticcall`.
    error StaticCallNotAllowed();

    /// @notice CMT was sent to a function that is not payable: call it with value 0.
    error ValueNotAllowed();

    /// @notice No function of this native contract has this selector.
    /// @param selector the first four bytes of the calldata
    error UnknownSelector(bytes4 selector);

    /// @notice The calldata is not the ABI encoding of a call: no selector, as in a plain payment; too short; or a value out of
    /// its type's range.
    error InvalidCalldata();

    /// @notice The EIP-712 signature is malformed, is not in its low-s form, or was made by somebody else or over other data.
    error InvalidSignature();

    /// @notice The signature was presented too late.
    /// @param deadline the last moment it was good for, in seconds since 1970
    error SignatureExpired(uint256 deadline);

    /// @notice The amount is larger than all CMT that can ever exist, so nobody can have meant it.
    /// @param amount the amount, in wei
    error AmountTooLarge(uint256 amount);

    /// @notice The account has less than the call takes from it.
    /// @param account whose balance is too small
    /// @param have what it has, in wei
    /// @param want what the call needs, in wei
    error InsufficientBalance(address account, uint256 have, uint256 want);

    /// @notice The zero address stands where an account is required.
    error ZeroAddress();

    /// @notice A page of a list was asked for that is longer than one call returns: ask for at most `max` items at a time.
    /// @param limit the number of items asked for
    /// @param max the largest number of items in one page
    error PageTooLarge(uint256 limit, uint256 max);

    /// @notice Governance has paused this function; it works again by itself.
    /// @param until the first second at which it does
    error Paused(uint256 until);
}
