// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IPrecompile} from "./IPrecompile.sol";

/// @title CMT: the native coin as an ERC-20
/// @notice The coin that pays for gas, with the functions of a token. A balance here is the account's native balance, so that
/// nothing is ever wrapped and every application that takes an ERC-20 takes CMT.
/// @dev Native contract at `0x00000000000000000000000000000000434d5401`: ERC-20 with metadata, EIP-2612 and ERC-5267, errors of
/// ERC-6093. Amounts are in wei of CMT (10^-18 CMT), times in seconds since 1970.
///
/// A transfer is a plain change of balance: no code of the receiver runs. `Transfer` events tell only of transfers made through
/// these functions; coins also move as the value of transactions and calls, as fees and out of other native contracts, with no
/// event here. Read `balanceOf`, do not add up events.
///
/// CMT sent as a call's value and CMT moved here are the same coins: an application that takes both must not count them as two
/// currencies.
///
/// Contracts cannot sign (ERC-1271): that needs a call into the owner's code, and native contracts call nobody. A contract calls
/// `approve` instead.
///
/// For the genesis file: storage slot 0 of this account is the total supply; the node sets it to the sum of all balances.
interface ICMT is IPrecompile {
    /// @notice What an owner signs to give an allowance (EIP-2612), under the domain that `eip712Domain` tells. `owner`: whose
    /// coins. `spender`: who may take them. `value`: how many, in wei. `nonce`: the owner's next nonce. `deadline`: the last
    /// second at which the signature is good.
    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }

    /// @notice Coins moved through this contract; to the zero address when they were destroyed.
    /// @param from whose coins they were
    /// @param to whose they are now; zero when they were destroyed
    /// @param value the amount, in wei; may be zero
    event Transfer(address indexed from, address indexed to, uint256 value);

    /// @notice An owner set an allowance. Spending from it makes no event.
    /// @param owner whose coins
    /// @param spender who may take them
    /// @param value the allowance from now on, in wei
    event Approval(address indexed owner, address indexed spender, uint256 value);

    /// @notice The sender has less than it would send.
    /// @param sender whose balance is too small
    /// @param balance what it has, in wei
    /// @param needed what it would need, in wei
    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);

    /// @notice Coins cannot come from this account: it is the zero address.
    /// @param sender the account
    error ERC20InvalidSender(address sender);

    /// @notice Coins cannot go to this account by a plain transfer: it is the zero address, or one of the addresses
    /// `0x…434d5400` to `0x…434d54ff` of native contracts, where they would be stuck.
    /// @param receiver the account
    error ERC20InvalidReceiver(address receiver);

    /// @notice The allowance is smaller than what the spender would take.
    /// @param spender who would take
    /// @param allowance what it may take, in wei
    /// @param needed what it would need, in wei
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);

    /// @notice This account cannot give an allowance: it is the zero address.
    /// @param approver the account
    error ERC20InvalidApprover(address approver);

    /// @notice This account cannot be given an allowance: it is the zero address.
    /// @param spender the account
    error ERC20InvalidSpender(address spender);

    /// @notice The coin's name.
    /// @return "CyberMiles"
    function name() external view returns (string memory);

    /// @notice The coin's symbol.
    /// @return "CMT"
    function symbol() external view returns (string memory);

    /// @notice The decimals in which amounts are shown.
    /// @return 18
    function decimals() external view returns (uint8);

    /// @notice All coins there are, locked ones included: those of the genesis, less those destroyed by `burn`.
    /// @dev Coins that are out of reach (lost keys, a contract that cannot send, one that destroyed itself with its balance in
    /// the transaction that created it) are not told apart and count.
    /// @return the supply, in wei
    function totalSupply() external view returns (uint256);

    /// @notice All coins destroyed by `burn` since the genesis.
    /// @return the amount, in wei
    function totalBurned() external view returns (uint256);

    /// @notice The native balance of an account.
    /// @param account whose balance
    /// @return the balance, in wei
    function balanceOf(address account) external view returns (uint256);

    /// @notice Sends the caller's coins. To itself and of zero wei are transfers like any other.
    /// @param to who gets them; neither zero nor a native contract
    /// @param value the amount, in wei
    /// @return true; it reverts otherwise
    function transfer(address to, uint256 value) external returns (bool);

    /// @notice What a spender may still take of an owner's coins.
    /// @param owner whose coins
    /// @param spender who may take them
    /// @return the allowance, in wei; 2^256-1 is without limit and does not shrink
    function allowance(address owner, address spender) external view returns (uint256);

    /// @notice Allows a spender to take the caller's coins, in place of what it was allowed before.
    /// @dev Where the old allowance is not zero, the spender may take it just before the new one counts; set it to zero first
    /// when that matters.
    /// @param spender who may take them; not zero
    /// @param value the amount, in wei; 2^256-1 for no limit
    /// @return true; it reverts otherwise
    function approve(address spender, uint256 value) external returns (bool);

    /// @notice Sends coins of an owner that allowed the caller to. The allowance shrinks by the amount unless it is 2^256-1; an
    /// owner needs an allowance of its own too.
    /// @param from whose coins; not zero
    /// @param to who gets them; neither zero nor a native contract
    /// @param value the amount, in wei
    /// @return true; it reverts otherwise
    function transferFrom(address from, address to, uint256 value) external returns (bool);

    /// @notice Destroys coins of the caller for ever: its balance and the total supply fall.
    /// @param value the amount, in wei
    function burn(uint256 value) external;

    /// @notice Gives an allowance by the owner's signature over `Permit`, which anybody may present (EIP-2612).
    /// @dev Whoever sees the signature can present it first, so a contract that relies on the allowance ignores a failure here
    /// when the allowance is already there.
    /// @param owner whose coins; the signer
    /// @param spender who may take them; not zero
    /// @param value the allowance from now on, in wei
    /// @param deadline the last second at which the signature is good
    /// @param v 27 or 28
    /// @param r first half of the signature
    /// @param s second half, in its low form
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice The nonce the owner's next permit must have; each permit raises it by one.
    /// @param owner who signs
    /// @return the nonce
    function nonces(address owner) external view returns (uint256);

    /// @notice The hash of the EIP-712 domain of permits.
    /// @return the domain separator
    // solhint-disable-next-line func-name-mixedcase
    function DOMAIN_SEPARATOR() external view returns (bytes32);

    /// @notice The EIP-712 domain of permits (ERC-5267).
    /// @return fields which of the following are part of it: `0x0f`, all but the salt
    /// @return name "CyberMiles"
    /// @return version "1"
    /// @return chainId the EIP-155 id of the chain
    /// @return verifyingContract this contract's address
    /// @return salt zero: not part of it
    /// @return extensions none
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        );
}
