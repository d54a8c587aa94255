// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IPrecompile} from "./IPrecompile.sol";

/// @title Staking: validators, delegations, rewards, slashing and the supply
/// @notice Anyone declares a validator with a stake of its own; holders of CMT delegate to it. Once in an epoch the validators with
/// the most stake are elected, two epochs before they serve. New coins and all fees go to validators and those who delegate to
/// them. Who signs two blocks for one place loses a part of its stake, with all who delegate to it, and is removed for ever.
/// @dev Native contract at `0x00000000000000000000000000000000434d5405`. Amounts are in wei of CMT, times in seconds since 1970,
/// periods in seconds, rates in basis points (1/10,000). A validator is named by its operator: the address that declared it.
///
/// A delegation is a number of shares of the validator's tokens. A slash takes tokens and leaves the shares. Rewards are paid to
/// the delegator whenever its delegation changes, and by `claim`; `compound` delegates them instead. CMT is paid out as a plain
/// change of balance. What is undelegated waits for the unbonding time, answers for its validator as long, and is then paid by
/// itself at the end of a block; `settle` does the same by hand.
interface IStaking is IPrecompile {
    /// @notice Where a validator stands. `None`: nobody declared it. `Active`: it can be elected. `Jailed`: it missed too many turns
    /// and cannot be elected before `unjail`. `Removed`: it signed against itself, and never comes back.
    enum Status {
        None,
        Active,
        Jailed,
        Removed
    }

    /// @notice What a vote of consensus says. `Notarize`: this is the proposal I saw first. `Nullify`: I saw none in time.
    /// `Finalize`: this proposal is notarized, and I did not nullify.
    enum VoteKind {
        Notarize,
        Nullify,
        Finalize
    }

    /// @notice A validator's part of the rewards, in basis points. `rate`: what it takes now. `max`: what it will never exceed.
    /// `maxDailyChange`: by how much it rises at most in a day. The last two never change.
    struct Commission {
        uint16 rate;
        uint16 max;
        uint16 maxDailyChange;
    }

    /// @notice What a validator says about itself, each in UTF-8. `name`: at most 64 bytes. `website`, `contact`: at most 128 bytes.
    /// `details`: at most 512 bytes.
    struct Metadata {
        string name;
        string website;
        string contact;
        string details;
    }

    /// @notice Where other validators reach one. `ip`: its IPv6 address, or its IPv4 address mapped into one (`::ffff:a.b.c.d`).
    /// `port`: its TCP port; 0 when it is not told.
    struct Endpoint {
        bytes16 ip;
        uint16 port;
    }

    /// @notice What a validator is declared with. `consensusKey`: Ed25519 key of its votes; no key is ever used twice. `randaoKey`:
    /// BLS12-381 key of its part of the randomness, 48 bytes. `consensusProof`, `randaoProof`: signatures by the two keys, 64 and 96
    /// bytes, that prove who declares holds them; what is signed is in the documentation. `maxStake`: wei that may be delegated to it
    /// at most, its own included. `commission`: what it takes of the rewards. `metadata`, `endpoint`: as in those.
    struct Declaration {
        bytes32 consensusKey;
        bytes randaoKey;
        bytes consensusProof;
        bytes randaoProof;
        uint256 maxStake;
        Commission commission;
        Metadata metadata;
        Endpoint endpoint;
    }

    /// @notice A validator. `operator`: who declared it. `status`: where it stands. `isCandidate`: whether it is on the bounded list
    /// elections choose from. `tokens`: wei delegated to it. `shares`: shares in them. `selfStake`: wei of its own. `maxStake`: the
    /// most it may have. `commission`: its part. `commissionOwed`: commission not claimed yet, in wei. `rewardsOwed`: what its
    /// delegators have not claimed yet, in wei. `dust`: what rounding holds back of that until the next reward, in units of 2^-96
    /// wei. `declaredAt`: when it was declared. `jailedUntil`: from when on it may `unjail`. `removedAt`: when it was removed; 0 when
    /// it was not. `consensusKey`, `randaoKey`: its keys. `metadata`, `endpoint`: as in those.
    struct ValidatorRecord {
        address operator;
        Status status;
        bool isCandidate;
        uint256 tokens;
        uint256 shares;
        uint256 selfStake;
        uint256 maxStake;
        Commission commission;
        uint256 commissionOwed;
        uint256 rewardsOwed;
        uint256 dust;
        uint256 declaredAt;
        uint256 jailedUntil;
        uint256 removedAt;
        bytes32 consensusKey;
        bytes randaoKey;
        Metadata metadata;
        Endpoint endpoint;
    }

    /// @notice A delegation. `validator`: to whom. `stake`: what it is worth, in wei. `shares`: its shares. `rewards`: what `claim`
    /// would pay now, in wei, without commission. `maturing`: how many redelegations to it still answer for their origin.
    struct DelegationRecord {
        address validator;
        uint256 stake;
        uint256 shares;
        uint256 rewards;
        uint256 maturing;
    }

    /// @notice Coins on their way out. `id`: the number to `settle` it by. `delegator`: whose. `validator`: where they come from.
    /// `amount`: wei that would be paid as things stand. `maturesAt`: when. `origin`: the validator they had been redelegated from
    /// and still answer for; zero for none.
    struct UnbondingRecord {
        uint256 id;
        address delegator;
        address validator;
        uint256 amount;
        uint256 maturesAt;
        address origin;
    }

    /// @notice A redelegation that matures. `id`: the number to `settle` it by. `origin`: the validator it answers for. `validator`:
    /// the one it is with. `shares`: shares of that one. `maturesAt`: until when it answers.
    struct RedelegationRecord {
        uint256 id;
        address origin;
        address validator;
        uint256 shares;
        uint256 maturesAt;
    }

    /// @notice A seat of a committee. `validator`: the operator. `consensusKey`, `randaoKey`: its keys. `weight`: how often it leads,
    /// in whole CMT of effective stake. `endpoint`: where it is reached.
    struct SeatRecord {
        address validator;
        bytes32 consensusKey;
        bytes randaoKey;
        uint64 weight;
        Endpoint endpoint;
    }

    /// @notice A backup. `validator`: the operator. `weight`: by what it is paid, in whole CMT of effective stake.
    struct Backup {
        address validator;
        uint64 weight;
    }

    /// @notice Turns of a validator in the running epoch, in the order of the committee's seats. `validator`: the operator. `kept`,
    /// `missed`: turns with and without a block.
    struct Turns {
        address validator;
        uint32 kept;
        uint32 missed;
    }

    /// @notice The running epoch. `number`: counted from 0. `startedAt`: when it began. `minted`: wei created in it so far.
    struct EpochRecord {
        uint256 number;
        uint256 startedAt;
        uint256 minted;
    }

    /// @notice The coins there are, in wei. `genesis`: at block 0. `minted`: created since. `burned`: destroyed since. `total`: there
    /// now, `genesis + minted - burned`. `locked`: held by this contract as stakes and on their way out. `circulating`: the rest.
    struct SupplyRecord {
        uint256 genesis;
        uint256 minted;
        uint256 burned;
        uint256 total;
        uint256 locked;
        uint256 circulating;
    }

    /// @notice What the coins of this contract are, in wei. `staked`: delegated. `unbonding`: on their way out. `pool`: not distributed
    /// yet, what rounding left over of the last epoch included. `owed`: distributed and not claimed yet, rounding included.
    struct TotalsRecord {
        uint256 staked;
        uint256 unbonding;
        uint256 pool;
        uint256 owed;
    }

    /// @notice The emission of the running chain year. `year`: counted from 0. `amount`: wei to create in it. `minted`: wei of it that
    /// were created so far. `endsAt`: its end.
    struct EmissionRecord {
        uint256 year;
        uint256 amount;
        uint256 minted;
        uint256 endsAt;
    }

    /// @notice The parameters, which governance changes within bounds. `validators`: seats of a committee. `backups`: paid stand-ins.
    /// `unbonding`: seconds from `undelegate` to the payment. `minDelegation`: wei of a delegation at least. `dampingRate`: the part
    /// of all eligible stake above which a validator's stake neither leads nor earns more. `backupRate`: the part of rewards that
    /// goes to backups. `burnRate`: the part of fees that is destroyed. `lateEmissionRate`: new coins a year from year 11 on, of the
    /// supply. `window`: latest turns that are judged. `missedRate`: the part of them that jails when missed. `downtimeRate`: the part
    /// of the stake that costs. `jail`: seconds before `unjail`. `offenceRate`: the part of the stake that signing against oneself costs.
    struct Parameters {
        uint256 validators;
        uint256 backups;
        uint256 unbonding;
        uint256 minDelegation;
        uint256 dampingRate;
        uint256 backupRate;
        uint256 burnRate;
        uint256 lateEmissionRate;
        uint256 window;
        uint256 missedRate;
        uint256 downtimeRate;
        uint256 jail;
        uint256 offenceRate;
    }

    /// @notice A vote of consensus as evidence. `kind`: what it says. `parent`: the view of the proposal's parent; 0 for `Nullify`.
    /// `payload`: the hash of the proposed block; zero for `Nullify`. `r`, `s`: the two halves of the Ed25519 signature.
    struct Vote {
        VoteKind kind;
        uint64 parent;
        bytes32 payload;
        bytes32 r;
        bytes32 s;
    }

    // ---------------------------------------------------------------------------------------------------------- validators

    /// @notice Somebody declared a validator.
    /// @param operator who
    /// @param consensusKey Ed25519 key of its votes
    /// @param randaoKey BLS12-381 key of its part of the randomness
    /// @param maxStake wei that may be delegated to it at most
    /// @param commission what it takes of the rewards
    event Declared(address indexed operator, bytes32 indexed consensusKey, bytes randaoKey, uint256 maxStake, Commission commission);

    /// @notice A validator changed its commission.
    /// @param operator who
    /// @param rate what it takes from now on, in basis points
    event CommissionSet(address indexed operator, uint16 rate);

    /// @notice A validator says something about itself.
    /// @param operator who
    /// @param metadata what
    event MetadataSet(address indexed operator, Metadata metadata);

    /// @notice A validator says where it is reached; it counts from the next election on.
    /// @param operator who
    /// @param endpoint where
    event EndpointSet(address indexed operator, Endpoint endpoint);

    /// @notice A validator changed the most that may be delegated to it.
    /// @param operator who
    /// @param maxStake wei
    event MaxStakeSet(address indexed operator, uint256 maxStake);

    /// @notice A validator came onto the list elections choose from, or left it.
    /// @param operator who
    /// @param candidate whether it is on the list now
    event CandidateChanged(address indexed operator, bool candidate);

    /// @notice A validator missed too many turns.
    /// @param operator who
    /// @param burned wei of its stake that were destroyed
    /// @param until from when on it may `unjail`
    event Jailed(address indexed operator, uint256 burned, uint256 until);

    /// @notice A validator left jail.
    /// @param operator who
    event Unjailed(address indexed operator);

    /// @notice A validator signed against itself and is removed for ever.
    /// @param operator who
    /// @param burned wei of its stake that were destroyed; more follows as coins on their way out mature
    /// @param epoch the epoch of the offence
    /// @param viewNumber the view of the offence
    /// @param reporter who brought the evidence
    event ValidatorRemoved(address indexed operator, uint256 burned, uint64 epoch, uint64 viewNumber, address reporter);

    // --------------------------------------------------------------------------------------------------------- delegations

    /// @notice Somebody delegated.
    /// @param delegator who
    /// @param validator to whom
    /// @param amount wei
    /// @param shares shares they are
    event Delegated(address indexed delegator, address indexed validator, uint256 amount, uint256 shares);

    /// @notice Somebody undelegated; the coins are on their way.
    /// @param delegator who
    /// @param validator from whom
    /// @param id number of the entry
    /// @param amount wei
    /// @param maturesAt when they are paid
    event Undelegated(address indexed delegator, address indexed validator, uint256 indexed id, uint256 amount, uint256 maturesAt);

    /// @notice Somebody redelegated.
    /// @param delegator who
    /// @param origin from whom
    /// @param validator to whom
    /// @param id number of the entry that tells for how long it answers for its origin; 0 when it does not
    /// @param amount wei
    event Redelegated(address indexed delegator, address indexed origin, address indexed validator, uint256 id, uint256 amount);

    /// @notice Coins that were on their way out are paid.
    /// @param id number of the entry
    /// @param delegator to whom
    /// @param amount wei paid
    /// @param burned wei destroyed, for what their validator did
    event Withdrawn(uint256 indexed id, address indexed delegator, uint256 amount, uint256 burned);

    /// @notice A redelegation no longer answers for its origin.
    /// @param id number of the entry
    /// @param delegator whose
    /// @param burned wei destroyed, for what the origin did
    event RedelegationMatured(uint256 indexed id, address indexed delegator, uint256 burned);

    /// @notice Rewards are paid.
    /// @param delegator to whom
    /// @param validator for which delegation
    /// @param amount wei
    event RewardsPaid(address indexed delegator, address indexed validator, uint256 amount);

    /// @notice Commission is paid.
    /// @param operator to whom
    /// @param amount wei
    event CommissionPaid(address indexed operator, uint256 amount);

    // -------------------------------------------------------------------------------------------------------------- epochs

    /// @notice An epoch ended, its rewards are distributed, and a committee is elected.
    /// @param epoch the one that ended
    /// @param minted wei created in it
    /// @param distributed wei given to validators and backups
    /// @param elected the epoch whose committee is known now
    /// @param seats how many validators it has
    event EpochEnded(uint64 indexed epoch, uint256 minted, uint256 distributed, uint64 elected, uint256 seats);

    // -------------------------------------------------------------------------------------------------------------- errors

    /// @notice This address has declared a validator already.
    /// @param operator the address
    error AlreadyValidator(address operator);

    /// @notice This address has declared no validator.
    /// @param operator the address
    error NotValidator(address operator);

    /// @notice This validator was removed for ever.
    /// @param operator the validator
    error ValidatorIsRemoved(address operator);

    /// @notice This validator is not in jail.
    /// @param operator the validator
    error NotJailed(address operator);

    /// @notice It is too early to leave jail.
    /// @param until from when on it is possible
    error StillJailed(uint256 until);

    /// @notice This consensus key belongs or belonged to a validator.
    /// @param consensusKey the key
    error KeyUsed(bytes32 consensusKey);

    /// @notice The consensus key is not the canonical encoding of a point of Ed25519, or is of small order.
    error InvalidConsensusKey();

    /// @notice The randao key is not the 48-byte encoding of a point of BLS12-381's G1.
    error InvalidRandaoKey();

    /// @notice The consensus key did not sign what proves its possession.
    error InvalidConsensusProof();

    /// @notice The randao key did not sign what proves its possession.
    error InvalidRandaoProof();

    /// @notice The validator's own stake is below 10 % of the most that may be delegated to it.
    /// @param have its own stake, in wei
    /// @param want what it needs, in wei
    error SelfStakeTooSmall(uint256 have, uint256 want);

    /// @notice The commission is above its bound.
    /// @param rate what was asked for, in basis points
    /// @param max the bound, in basis points
    error CommissionTooHigh(uint16 rate, uint16 max);

    /// @notice The commission would rise by too much at once.
    /// @param change by how much, in basis points
    /// @param max by how much it may, in basis points
    error CommissionChangeTooLarge(uint16 change, uint16 max);

    /// @notice The commission changed less than a day ago.
    /// @param nextAt from when on it may change again
    error CommissionChangedToday(uint256 nextAt);

    /// @notice A text is too long.
    /// @param length its length, in bytes
    /// @param max the longest, in bytes
    error TextTooLong(uint256 length, uint256 max);

    /// @notice More would be delegated to the validator than it takes.
    /// @param stake what it would have, in wei
    /// @param max what it takes, in wei
    error MaxStakeExceeded(uint256 stake, uint256 max);

    /// @notice The amount is below the smallest.
    /// @param amount the amount, in wei
    /// @param min the smallest, in wei
    error AmountTooSmall(uint256 amount, uint256 min);

    /// @notice The delegation has less than was asked for.
    /// @param have what it is worth, in wei
    /// @param want what was asked for, in wei
    error StakeTooSmall(uint256 have, uint256 want);

    /// @notice What would be left of the delegation is below the smallest: take all of it.
    /// @param left what would be left, in wei
    /// @param min the smallest, in wei
    error RemainderTooSmall(uint256 left, uint256 min);

    /// @notice All tokens of the validator are gone while shares are left: nothing can be delegated to it.
    /// @param validator the validator
    error ValidatorIsEmpty(address validator);

    /// @notice The delegator has delegated to too many validators.
    /// @param max the most it may
    error TooManyDelegations(uint256 max);

    /// @notice The delegator has too many entries on their way out, or too many redelegations to one validator mature.
    /// @param max the most it may have
    error TooManyEntries(uint256 max);

    /// @notice The delegation came by a redelegation that still matures, and cannot be redelegated before.
    /// @param delegator whose
    /// @param validator with whom
    error StillMaturing(address delegator, address validator);

    /// @notice The two validators are the same.
    error SameValidator();

    /// @notice There is nothing to pay.
    error NothingToClaim();

    /// @notice There is no entry of this number.
    /// @param id the number
    error UnknownEntry(uint256 id);

    /// @notice It is too early to settle the entry.
    /// @param maturesAt from when on it is possible
    error NotDue(uint256 maturesAt);

    /// @notice No committee is kept for this epoch: it was not elected yet, or is too old to be judged.
    /// @param epoch the epoch
    error UnknownCommittee(uint64 epoch);

    /// @notice The key has no seat in the committee of that epoch.
    /// @param consensusKey the key
    /// @param epoch the epoch
    error NotInCommittee(bytes32 consensusKey, uint64 epoch);

    /// @notice The two votes do not contradict each other.
    error NoContradiction();

    /// @notice A vote was not signed by the key.
    /// @param index which of the two, 0 or 1
    error InvalidVote(uint256 index);

    // ----------------------------------------------------------------------------------------------------------- functions

    /// @notice Declares a validator; the value sent is its own stake, at least 10 % of `maxStake`.
    /// @param declaration its keys, terms and texts
    function declare(Declaration calldata declaration) external payable;

    /// @notice Changes the caller's commission: once a day, and up by at most its `maxDailyChange`.
    /// @param rate what it takes from now on, in basis points
    function setCommission(uint16 rate) external;

    /// @notice Changes what the caller's validator says about itself.
    /// @param metadata what it says
    function setMetadata(Metadata calldata metadata) external;

    /// @notice Changes where the caller's validator is reached, from the next election on.
    /// @param endpoint where
    function setEndpoint(Endpoint calldata endpoint) external;

    /// @notice Changes the most that may be delegated to the caller's validator; its own stake must be 10 % of it.
    /// @param maxStake wei
    function setMaxStake(uint256 maxStake) external;

    /// @notice Takes the caller's validator out of jail, when its time is over and its own stake suffices.
    function unjail() external;

    /// @notice Delegates the value sent.
    /// @param validator to whom
    function delegate(address validator) external payable;

    /// @notice Undelegates; the coins are paid after the unbonding time, by themselves.
    /// @param validator from whom
    /// @param amount wei; `type(uint256).max` for all
    function undelegate(address validator, uint256 amount) external;

    /// @notice Delegates what is delegated to one validator to another instead, at once. For the unbonding time the coins still
    /// answer for the first, and cannot be redelegated again.
    /// @param origin from whom
    /// @param validator to whom
    /// @param amount wei; `type(uint256).max` for all
    function redelegate(address origin, address validator, uint256 amount) external;

    /// @notice Pays the caller the rewards of its delegation, and its commission when it is the operator.
    /// @param validator whose rewards
    /// @return amount wei paid
    function claim(address validator) external returns (uint256 amount);

    /// @notice Delegates what `claim` would pay to the same validator instead.
    /// @param validator whose rewards
    /// @return amount wei delegated
    function compound(address validator) external returns (uint256 amount);

    /// @notice Settles an entry that is due, for whomever it is. It happens by itself at the end of a block.
    /// @param id its number
    function settle(uint256 id) external;

    /// @notice Proves that a validator signed against itself: two different proposals notarized, two different proposals
    /// finalized, or one view nullified and finalized. The validator is removed and a part of its stake is burned.
    /// @param consensusKey the key that signed
    /// @param epoch the epoch of both votes
    /// @param viewNumber the view of both votes
    /// @param first one vote
    /// @param second the other
    function submitEvidence(bytes32 consensusKey, uint64 epoch, uint64 viewNumber, Vote calldata first, Vote calldata second) external;

    // --------------------------------------------------------------------------------------------------------------- views

    /// @notice A validator.
    /// @param operator who declared it
    /// @return record what is known of it; all zero when nobody declared it
    function validator(address operator) external view returns (ValidatorRecord memory record);

    /// @notice All validators that ever were declared, in that order.
    /// @param from index of the first
    /// @param limit how many at most, up to 100
    /// @return operators who declared them
    function validators(uint256 from, uint256 limit) external view returns (address[] memory operators);

    /// @notice How many validators were ever declared.
    /// @return count the number
    function validatorCount() external view returns (uint256 count);

    /// @notice Whose consensus key this is or was.
    /// @param consensusKey the key
    /// @return operator who declared it; zero for nobody
    function validatorOf(bytes32 consensusKey) external view returns (address operator);

    /// @notice The list elections choose from, in no particular order; at most 256.
    /// @return operators who is on it
    function candidates() external view returns (address[] memory operators);

    /// @notice A delegation.
    /// @param delegator who delegated
    /// @param validator to whom
    /// @return record what is known of it; all zero but `validator` when there is none
    function delegation(address delegator, address validator) external view returns (DelegationRecord memory record);

    /// @notice All delegations of an account; at most 32.
    /// @param delegator who delegated
    /// @return records its delegations
    function delegations(address delegator) external view returns (DelegationRecord[] memory records);

    /// @notice All coins of an account on their way out; at most 32.
    /// @param delegator who undelegated
    /// @return records its entries
    function unbondings(address delegator) external view returns (UnbondingRecord[] memory records);

    /// @notice The redelegations of an account to a validator that still mature; at most 6.
    /// @param delegator who redelegated
    /// @param validator to whom
    /// @return records its entries
    function redelegations(address delegator, address validator) external view returns (RedelegationRecord[] memory records);

    /// @notice Who votes in an epoch. Known two epochs ahead, and kept for 200 epochs.
    /// @param number the epoch
    /// @return seed what the schedule of leaders is drawn from
    /// @return seats ascending by consensus key; none when the epoch is not known
    function committee(uint64 number) external view returns (bytes32 seed, SeatRecord[] memory seats);

    /// @notice The backups of an epoch.
    /// @param number the epoch
    /// @return records most stake first
    function backups(uint64 number) external view returns (Backup[] memory records);

    /// @notice The turns of the running epoch.
    /// @return records in the order of the committee's seats
    function turns() external view returns (Turns[] memory records);

    /// @notice The running epoch.
    /// @return record its number and times
    function epoch() external view returns (EpochRecord memory record);

    /// @notice The coins there are.
    /// @return record their numbers
    function supply() external view returns (SupplyRecord memory record);

    /// @notice What the coins of this contract are.
    /// @return record their numbers
    function totals() external view returns (TotalsRecord memory record);

    /// @notice The emission of the running chain year.
    /// @return record its numbers
    function emission() external view returns (EmissionRecord memory record);

    /// @notice The parameters as they are now.
    /// @return record all of them
    function parameters() external view returns (Parameters memory record);
}
