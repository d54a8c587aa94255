// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IPrecompile} from "./IPrecompile.sol";

/// @title Migration: claims of coins the ERC-20 CMT left behind
/// @notice Holders of the ERC-20 have their native coins from the first block on, at the same address. What cannot be credited so
/// lies here: rows of contracts, which have no key, and rows a signed decision set aside. Each row is paid once, to whoever its
/// claimant names, until the deadline; what is left then goes where Governance says.
/// @dev Native contract at `0x00000000000000000000000000000000434d5407`. Amounts are in wei of CMT, times in seconds since 1970.
///
/// The genesis block fixes the snapshot, the rows and who may claim each. How much a row has is proven with the claim: by a Merkle
/// proof against `claimRoot` (OpenZeppelin's standard tree, leaves `(address account, uint256 amount)`), or by the proofs
/// `eth_getProof` gives of the token at the snapshot's block on Ethereum, against the pinned state root. Where balances were taken on
/// the word of servers instead of being proven, no state root is pinned, and only Merkle proofs are taken.
///
/// A contract cannot sign (ERC-1271): that needs a call into its code, and native contracts call nobody. A contract that is a
/// claimant calls `claim` itself.
interface IMigration is IPrecompile {
    /// @notice What a row is: the first four are proven, the others are named by a signed decision. `Person`: an account without
    /// code. `Delegated`: one that delegates by EIP-7702. `Contract`: an account with code. `TokenItself`: the token's own coins.
    /// `Exchange`: an exchange's account. `Disputed`: more than one lays claim to it. `Other`: as its reason says.
    enum Class {
        Person,
        Delegated,
        Contract,
        TokenItself,
        Exchange,
        Disputed,
        Other
    }

    /// @notice Where the balances come from. `token`: the ERC-20 on Ethereum. `blockNumber`, `blockHash`, `stateRoot`: the block;
    /// the root is zero where no storage proofs are taken. `balancesSlot`: the slot of the token's mapping of balances. `isVyper`:
    /// whether the mapping hashes the slot before the key.
    struct Snapshot {
        address token;
        uint256 blockNumber;
        bytes32 blockHash;
        bytes32 stateRoot;
        uint256 balancesSlot;
        bool isVyper;
    }

    /// @notice A row to be claimed. `exists`: whether there is one. `class`: what it is. `claimant`: whose signature or call claims
    /// it; zero as long as nobody is named. `isOpen`: whether the genesis named nobody, so that Governance does. `isClaimed`:
    /// whether it was paid.
    struct Row {
        bool exists;
        Class class;
        address claimant;
        bool isOpen;
        bool isClaimed;
    }

    /// @notice What a claimant signs so that anybody may send the claim (EIP-712, under the domain that `eip712Domain` tells).
    /// `account`: whose row. `amount`: what it has, in wei. `recipient`: who is paid. `maxFee`: the most whoever sends it may keep
    /// of it, in wei. `snapshot`: the hash of the snapshot's block. `nonce`: the claimant's next nonce. `deadline`: the last second
    /// at which the signature is good.
    struct Claim {
        address account;
        uint256 amount;
        address recipient;
        uint256 maxFee;
        bytes32 snapshot;
        uint256 nonce;
        uint256 deadline;
    }

    /// @notice A row was paid.
    /// @param account whose row it was
    /// @param claimant who claimed it
    /// @param recipient who was paid
    /// @param amount what the row had, in wei; the recipient got it less the fee
    /// @param relayer who sent the claim
    /// @param fee what the relayer kept, in wei
    event Claimed(
        address indexed account,
        address indexed claimant,
        address indexed recipient,
        uint256 amount,
        address relayer,
        uint256 fee
    );

    /// @notice Governance named who claims a row.
    /// @param account whose row
    /// @param claimant who claims it from now on
    event ClaimantNamed(address indexed account, address indexed claimant);

    /// @notice A claimant took back all claims it had signed.
    /// @param claimant who
    /// @param nonce the nonce new signatures must have
    event ClaimsCancelled(address indexed claimant, uint256 nonce);

    /// @notice Governance released what nobody had claimed until the deadline.
    /// @param to who was paid; zero when the coins were destroyed
    /// @param amount how much, in wei
    event Released(address indexed to, uint256 amount);

    /// @notice This chain's genesis took over no balances.
    error NoMigration();

    /// @notice There is nothing to claim for this account: it was credited in the genesis block, or had nothing.
    /// @param account the account
    error NotClaimable(address account);

    /// @notice The row was paid already.
    /// @param account whose row
    error AlreadyClaimed(address account);

    /// @notice Nobody is named yet who claims this row: Governance does that.
    /// @param account whose row
    error NoClaimant(address account);

    /// @notice Somebody else claims this row.
    /// @param caller who called
    /// @param claimant who claims it
    error NotClaimant(address caller, address claimant);

    /// @notice The Merkle proof does not lead from this account and amount to the claim root, or has more than 64 nodes.
    error InvalidMerkleProof();

    /// @notice The storage proof proves nothing, something else, or holds more than it takes: one of the two has more than 65
    /// nodes, or a node more than 1,024 bytes.
    error InvalidStorageProof();

    /// @notice This chain takes no storage proofs: its balances were not proven, so nobody checked the slot that such a proof would
    /// be about. A Merkle proof claims the same row.
    error NoStorageProofs();

    /// @notice The storage proof shows another amount than the one that was signed.
    /// @param proven what it shows, in wei
    /// @param signed what was signed, in wei
    error AmountDiffers(uint256 proven, uint256 signed);

    /// @notice The fee is more than was signed, or more than the row has.
    /// @param fee the fee, in wei
    /// @param max the most it may be, in wei
    error FeeTooHigh(uint256 fee, uint256 max);

    /// @notice The claim was signed for another snapshot.
    /// @param signed the block hash that was signed
    /// @param expected this chain's
    error WrongSnapshot(bytes32 signed, bytes32 expected);

    /// @notice The claim was signed with another nonce: it was used, or taken back.
    /// @param nonce the nonce that was signed
    /// @param current the one that is next
    error WrongNonce(uint256 nonce, uint256 current);

    /// @notice The time for claims is over.
    /// @param deadline when it ended
    error DeadlinePassed(uint256 deadline);

    /// @notice Claims can still be made: nothing is left over yet.
    /// @param deadline when that ends
    error DeadlineNotPassed(uint256 deadline);

    /// @notice Everything was claimed or released: there is nothing to decide about.
    error NothingLeft();

    /// @notice Coins cannot be paid to this account: it is a native contract.
    /// @param account the account
    error NotPayee(address account);

    /// @notice The genesis named who claims this row: nobody else can.
    /// @param account whose row
    error NotOpen(address account);

    /// @notice Claims a row with a Merkle proof; the caller is its claimant.
    /// @param account whose row
    /// @param amount what it has, in wei
    /// @param proof the way from its leaf to `claimRoot`
    /// @param recipient who is paid
    function claim(address account, uint256 amount, bytes32[] calldata proof, address recipient) external;

    /// @notice Claims a row for a claimant who signed that; the caller keeps a fee out of it.
    /// @param request what the claimant signed
    /// @param fee what the caller keeps, in wei
    /// @param proof the way from the row's leaf to `claimRoot`
    /// @param signature the claimant's signature: 65 bytes
    function claimFor(Claim calldata request, uint256 fee, bytes32[] calldata proof, bytes calldata signature) external;

    /// @notice Claims a row with Ethereum's own proof; the caller is its claimant. Reverts with `NoStorageProofs` where none are taken.
    /// @param account whose row
    /// @param accountProof the token's account in the state trie: `accountProof` of `eth_getProof`
    /// @param storageProof the row in the token's storage: `storageProof[0].proof` of `eth_getProof`
    /// @param recipient who is paid
    function claimWithStorageProof(
        address account,
        bytes[] calldata accountProof,
        bytes[] calldata storageProof,
        address recipient
    ) external;

    /// @notice Claims a row with Ethereum's own proof for a claimant who signed that; the caller keeps a fee out of it. Reverts with
    /// `NoStorageProofs` where none are taken.
    /// @param request what the claimant signed
    /// @param fee what the caller keeps, in wei
    /// @param accountProof the token's account in the state trie
    /// @param storageProof the row in the token's storage
    /// @param signature the claimant's signature: 65 bytes
    function claimForWithStorageProof(
        Claim calldata request,
        uint256 fee,
        bytes[] calldata accountProof,
        bytes[] calldata storageProof,
        bytes calldata signature
    ) external;

    /// @notice Takes back all claims the caller has signed and that were not sent yet.
    /// @return nonce the nonce new signatures must have
    function cancelClaims() external returns (uint256 nonce);

    /// @notice Whether an account's row was paid.
    /// @param account the account
    /// @return whether it was; false as well when there is no row
    function isClaimed(address account) external view returns (bool);

    /// @notice The row of an account.
    /// @param account the account
    /// @return the row
    function row(address account) external view returns (Row memory);

    /// @notice Where the balances come from. Reverts with `NoMigration` where they come from nowhere.
    /// @return the token and the block
    function snapshot() external view returns (Snapshot memory);

    /// @notice What Merkle proofs lead to.
    /// @return the root of the tree of rows; zero if there are none
    function claimRoot() external view returns (bytes32);

    /// @notice All that there was to claim in the beginning.
    /// @return the amount, in wei
    function claimable() external view returns (uint256);

    /// @notice What was neither claimed nor released yet.
    /// @return the amount, in wei
    function remaining() external view returns (uint256);

    /// @notice The last second at which a claim is paid.
    /// @return in seconds since 1970; zero on a chain without a migration
    function deadline() external view returns (uint256);

    /// @notice The nonce the next claim of a claimant must be signed with.
    /// @param claimant who signs
    /// @return the nonce
    function nonces(address claimant) external view returns (uint256);

    /// @notice The hash of the domain claims are signed under (EIP-712).
    /// @return the domain separator
    // solhint-disable-next-line func-name-mixedcase
    function DOMAIN_SEPARATOR() external view returns (bytes32);

    /// @notice The domain claims are signed under (ERC-5267).
    /// @return fields which of the fields are used
    /// @return name the domain's name
    /// @return version its version
    /// @return chainId the chain
    /// @return verifyingContract this contract
    /// @return salt not used
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
