// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IPrecompile} from "./IPrecompile.sol";

/// @title Governance: proposals, votes by stake, and what they may change
/// @notice Stake decides: on the chain's parameters within bounds, on trusted attesters, on pauses of a few functions, on the time
/// of an upgrade, on the reserve, and on plain statements. No proposal moves anybody's balance but the reserve's, and none loads
/// code.
/// @dev Native contract at `0x00000000000000000000000000000000434d5406`. Amounts are in wei of CMT, times in seconds since 1970,
/// periods in seconds. Proposals are numbered from 1. CMT is paid out as a plain change of balance.
///
/// A vote counts with the stake its voter has delegated to validators and backups when the voting ends; it follows every change of
/// that stake until then. A validator's vote counts with all stake delegated to it but that of delegators who vote themselves.
/// A vote can be changed until the end. A proposal passes when votes of at least a third of all that stake were cast, no more than
/// a third of them `Veto`, and more than half of those that do not abstain are `Yes`. Voting and time lock end by themselves, at the
/// end of the block in which their time comes.
interface IGovernance is IPrecompile {
    /// @notice What a proposal does. `None`: no proposal. `Text`: states something. `Parameter`: sets a parameter. `Trust`: has
    /// Identity trust a provider, or no longer. `Pause`: pauses a function for some time, or ends a pause. `Upgrade`: names the block
    /// from which a new version's rules hold, or calls that off. `Spending`: pays out of the reserve. `Unclaimed`: pays
    /// or burns what nobody claimed in the migration. `Claimant`: names who claims a row of the migration.
    enum Kind {
        None,
        Text,
        Parameter,
        Trust,
        Pause,
        Upgrade,
        Spending,
        Unclaimed,
        Claimant
    }

    /// @notice What a vote says. `None`: no vote. `Veto`: no, and the deposit should be burned.
    enum Choice {
        None,
        Yes,
        No,
        Abstain,
        Veto
    }

    /// @notice Where a proposal stands. `None`: there is none. `Voting`: votes are cast. `Passed`: it passed and waits for its time
    /// lock. `Executed`: it was done. `Rejected`: too few votes, or too few for it. `Vetoed`: more than a third vetoed it, and its
    /// deposit was burned. `Failed`: it passed, but what it asks for was refused when its time came.
    enum State {
        None,
        Voting,
        Passed,
        Executed,
        Rejected,
        Vetoed,
        Failed
    }

    /// @notice What can be paused. `EscrowOffers`: new orders. `ArbitrationCases`: cases opened by contracts; disputes about orders
    /// cannot be paused. `ArbiterRegistration`: new arbiters. `ProviderRegistration`: new providers of Identity. `Attestations`: new
    /// attestations. `Grants`: new permissions to read.
    enum Pausable {
        EscrowOffers,
        ArbitrationCases,
        ArbiterRegistration,
        ProviderRegistration,
        Attestations,
        Grants
    }

    /// @notice What a proposal asks for; what its kind has no use for is zero. `key`: the parameter, or the upgrade's name. `account`:
    /// the provider, who is paid (the zero address: nobody, the coins are burned) or whose row of the migration. `index`: the provider's kind, or what is paused as a number of `Pausable`. `value`: the
    /// parameter's value, the seconds of the pause (0 ends one), the block of the upgrade (0 calls it off) or the wei to pay.
    /// `flag`: whether the provider is to be trusted. `claimant`: who is to claim the row.
    struct Action {
        string key;
        address account;
        uint8 index;
        uint256 value;
        bool flag;
        address claimant;
    }

    /// @notice Votes in wei of stake. `yes`, `no`, `abstain`, `veto`: what was cast. `total`: the stake of all validators and
    /// backups, which the quorum is a third of.
    struct Tally {
        uint256 yes;
        uint256 no;
        uint256 abstain;
        uint256 veto;
        uint256 total;
    }

    /// @notice A proposal. `id`: its number. `kind`: what it does. `state`: where it stands. `proposer`: whose it is. `deposit`: wei it
    /// put up. `submittedAt`: when. `endsAt`: when the voting ends or ended. `executeAt`: when it takes effect; 0 unless it passed.
    /// `title`: its title; the text is in the event `Proposed`. `action`: what it asks for. `tally`: the votes when the voting
    /// ended; those now while it lasts.
    struct Proposal {
        uint256 id;
        Kind kind;
        State state;
        address proposer;
        uint256 deposit;
        uint256 submittedAt;
        uint256 endsAt;
        uint256 executeAt;
        string title;
        Action action;
        Tally tally;
    }

    /// @notice A parameter. `key`: its name. `value`: what it is now. `initial`: what it is on a chain whose genesis says nothing.
    /// `min`, `max`: its bounds. `lowest`, `highest`: how far one proposal can move it from where it is. `timeLock`: seconds
    /// between the end of the vote and the change.
    struct ParameterRecord {
        string key;
        uint256 value;
        uint256 initial;
        uint256 min;
        uint256 max;
        uint256 lowest;
        uint256 highest;
        uint256 timeLock;
    }

    // ----------------------------------------------------------------------------------------------------------- proposals

    /// @notice Somebody proposed something; voting begins.
    /// @param id its number
    /// @param proposer who
    /// @param kind what it does
    /// @param title its title
    /// @param text what it says
    /// @param action what it asks for
    /// @param deposit wei put up
    /// @param endsAt when the voting ends
    event Proposed(
        uint256 indexed id,
        address indexed proposer,
        Kind indexed kind,
        string title,
        string text,
        Action action,
        uint256 deposit,
        uint256 endsAt
    );

    /// @notice Somebody voted, or changed its vote.
    /// @param id the proposal
    /// @param voter who
    /// @param choice what it says
    event Voted(uint256 indexed id, address indexed voter, Choice choice);

    /// @notice The voting ended.
    /// @param id the proposal
    /// @param state `Passed`, `Rejected` or `Vetoed`
    /// @param tally the votes
    /// @param executeAt when it takes effect; 0 unless it passed
    event Concluded(uint256 indexed id, State state, Tally tally, uint256 executeAt);

    /// @notice A deposit went back.
    /// @param id the proposal
    /// @param proposer to whom
    /// @param amount in wei
    event DepositReturned(uint256 indexed id, address indexed proposer, uint256 amount);

    /// @notice The deposit of a vetoed proposal was burned.
    /// @param id the proposal
    /// @param proposer whose it was
    /// @param amount in wei
    event DepositBurned(uint256 indexed id, address indexed proposer, uint256 amount);

    /// @notice A proposal took effect.
    /// @param id the proposal
    event Executed(uint256 indexed id);

    /// @notice A proposal that had passed was refused when its time came; nothing of it was done.
    /// @param id the proposal
    /// @param reason the error, ABI-encoded
    event ExecutionFailed(uint256 indexed id, bytes reason);

    // -------------------------------------------------------------------------------------------------------------- effects

    /// @notice A parameter changed.
    /// @param key its name
    /// @param before what it was
    /// @param value what it is from now on
    event ParameterChanged(string key, uint256 before, uint256 value);

    /// @notice A function is paused, or no longer.
    /// @param target what is paused
    /// @param until the first second at which it works again
    event PauseSet(Pausable indexed target, uint256 until);

    /// @notice From a block on the rules of a new version hold. A node that does not know them stops before it.
    /// @param name the version
    /// @param height the first block under the new rules
    event UpgradeScheduled(string name, uint256 height);

    /// @notice An upgrade was called off.
    /// @param name the version
    /// @param height the block it was meant for
    event UpgradeCancelled(string name, uint256 height);

    /// @notice The reserve paid.
    /// @param id the proposal that decided it
    /// @param to whom
    /// @param amount in wei
    event ReserveSpent(uint256 indexed id, address indexed to, uint256 amount);

    /// @notice What nobody had claimed in the migration was paid or burned; Migration says how much in `Released`.
    /// @param id the proposal
    event UnclaimedDecided(uint256 indexed id);

    // --------------------------------------------------------------------------------------------------------------- errors

    /// @notice There is no proposal with this number.
    /// @param id the number
    error UnknownProposal(uint256 id);

    /// @notice A proposal needs exactly this deposit.
    /// @param sent wei sent
    /// @param required wei required
    error WrongDeposit(uint256 sent, uint256 required);

    /// @notice As many proposals are open as there may be at a time.
    /// @param max how many that is
    error TooManyOpen(uint256 max);

    /// @notice A proposal needs a title.
    error TitleMissing();

    /// @notice The title, the text or a name is too long.
    /// @param length its bytes
    /// @param max the most there may be
    error TooLong(uint256 length, uint256 max);

    /// @notice There is no parameter with this name.
    /// @param key the name
    error UnknownParameter(string key);

    /// @notice The value is beyond the parameter's bounds.
    /// @param key the parameter
    /// @param value the value
    /// @param min the smallest it may have
    /// @param max the largest it may have
    error OutOfBounds(string key, uint256 value, uint256 min, uint256 max);

    /// @notice One proposal cannot move the parameter so far: go in steps.
    /// @param key the parameter
    /// @param value the value
    /// @param lowest the lowest value one proposal can give it now
    /// @param highest the highest value one proposal can give it now
    error StepTooLarge(string key, uint256 value, uint256 lowest, uint256 highest);

    /// @notice The parameter has this value already.
    /// @param key the parameter
    /// @param value the value
    error Unchanged(string key, uint256 value);

    /// @notice A pause may not last so long.
    /// @param period the seconds asked for
    /// @param max the most there may be
    error PauseTooLong(uint256 period, uint256 max);

    /// @notice The name of a version is 1 to 32 characters: letters, digits, dots, hyphens and underscores.
    /// @param name the name
    error InvalidName(string name);

    /// @notice An upgrade must leave operators time.
    /// @param height the block asked for
    /// @param lowest the first block it may be
    error HeightTooLow(uint256 height, uint256 lowest);

    /// @notice Another upgrade is scheduled: call it off first.
    /// @param name the version
    /// @param height its block
    error UpgradePending(string name, uint256 height);

    /// @notice No upgrade is scheduled that could be called off.
    error NoUpgradePending();

    /// @notice The reserve holds less.
    /// @param have wei it holds
    /// @param want wei asked for
    error ReserveTooSmall(uint256 have, uint256 want);

    /// @notice Native contracts are not paid, and claim nothing.
    /// @param account which
    error NotPayee(address account);

    /// @notice This chain's genesis took over no balances.
    error NoMigration();

    /// @notice The migration has no row of this account.
    /// @param account the account
    error NotClaimable(address account);

    /// @notice The row was paid already.
    /// @param account whose row
    error AlreadyClaimed(address account);

    /// @notice The genesis named who claims this row: nobody else can.
    /// @param account whose row
    error NotOpen(address account);

    /// @notice The time for claims is over.
    /// @param deadline when it ended
    error DeadlinePassed(uint256 deadline);

    /// @notice Claims can still be made: nothing is left over yet.
    /// @param deadline when that ends
    error DeadlineNotPassed(uint256 deadline);

    /// @notice Everything was claimed or released: there is nothing to decide about.
    error NothingLeft();

    /// @notice The voting is over.
    /// @param id the proposal
    /// @param endedAt when it ended
    error VotingEnded(uint256 id, uint256 endedAt);

    /// @notice A vote must say something.
    error NoChoice();

    /// @notice The account has delegated nothing and is no validator: it has no vote.
    /// @param account who
    error NoStake(address account);

    /// @notice Nothing of this proposal is due.
    /// @param id the proposal
    /// @param dueAt when something will be; 0 for never
    error NotDue(uint256 id, uint256 dueAt);

    // ------------------------------------------------------------------------------------------------------------ functions

    /// @notice Proposes a statement. The value sent is the deposit.
    /// @param title its title, at most 100 bytes
    /// @param text what it says, at most 4,096 bytes
    /// @return id its number
    function proposeText(string calldata title, string calldata text) external payable returns (uint256 id);

    /// @notice Proposes to change a parameter, within its bounds and by one step. The value sent is the deposit.
    /// @param title its title, at most 100 bytes
    /// @param text why, at most 4,096 bytes
    /// @param key the parameter
    /// @param value its new value
    /// @return id its number
    function proposeParameter(string calldata title, string calldata text, string calldata key, uint256 value)
        external
        payable
        returns (uint256 id);

    /// @notice Proposes that Identity trusts a provider for a kind, or no longer. The value sent is the deposit.
    /// @param title its title, at most 100 bytes
    /// @param text why, at most 4,096 bytes
    /// @param provider whom
    /// @param kind for what
    /// @param trusted whether it is to be trusted
    /// @return id its number
    function proposeTrust(string calldata title, string calldata text, address provider, uint8 kind, bool trusted)
        external
        payable
        returns (uint256 id);

    /// @notice Proposes to pause something, or to end a pause. It takes effect without a time lock, and anybody may `poke` it as soon
    /// as `Yes` has more than two thirds of all stake. The value sent is the deposit.
    /// @param title its title, at most 100 bytes
    /// @param text why, at most 4,096 bytes
    /// @param target what
    /// @param period for how many seconds from then on, at most 14 days; 0 ends a pause
    /// @return id its number
    function proposePause(string calldata title, string calldata text, Pausable target, uint256 period)
        external
        payable
        returns (uint256 id);

    /// @notice Proposes from which block on the rules of a new version hold, or to call that off. The value sent is the deposit.
    /// @param title its title, at most 100 bytes
    /// @param text why, at most 4,096 bytes
    /// @param name the version; the one that is scheduled, to call it off
    /// @param height the first block under the new rules; 0 to call it off
    /// @return id its number
    function proposeUpgrade(string calldata title, string calldata text, string calldata name, uint256 height)
        external
        payable
        returns (uint256 id);

    /// @notice Proposes a payment out of the reserve. The value sent is the deposit.
    /// @param title its title, at most 100 bytes
    /// @param text what for, at most 4,096 bytes
    /// @param to whom; no native contract
    /// @param amount in wei
    /// @return id its number
    function proposeSpending(string calldata title, string calldata text, address to, uint256 amount)
        external
        payable
        returns (uint256 id);

    /// @notice Proposes where all goes that nobody claimed in the migration, once its deadline has passed. The value sent is the
    /// deposit.
    /// @param title its title, at most 100 bytes
    /// @param text why, at most 4,096 bytes
    /// @param to whom; this contract for its reserve, the zero address to burn it; no other native contract
    /// @return id its number
    function proposeUnclaimed(string calldata title, string calldata text, address to)
        external
        payable
        returns (uint256 id);

    /// @notice Proposes who claims a row of the migration that the genesis named nobody for, while it is unpaid and claims can be
    /// made. Another such vote may name somebody else. The value sent is the deposit.
    /// @param title its title, at most 100 bytes
    /// @param text why, at most 4,096 bytes
    /// @param account whose row
    /// @param claimant who claims it
    /// @return id its number
    function proposeClaimant(string calldata title, string calldata text, address account, address claimant)
        external
        payable
        returns (uint256 id);

    /// @notice Votes with all stake the caller has delegated, and, when it is a validator, with what others have delegated to it and
    /// do not vote with themselves. Takes the place of an earlier vote.
    /// @param id the proposal
    /// @param choice what to say; not `None`
    function vote(uint256 id, Choice choice) external;

    /// @notice Does what is due of a proposal, which the end of the block would do too. A pause that more than two thirds of all
    /// stake want is due at once. For anybody.
    /// @param id the proposal
    function poke(uint256 id) external;

    // ---------------------------------------------------------------------------------------------------------------- views

    /// @notice A proposal.
    /// @param id its number
    /// @return the proposal
    function proposal(uint256 id) external view returns (Proposal memory);

    /// @notice Proposals, oldest first.
    /// @param from index of the first, from 0
    /// @param limit how many at most; up to 100
    /// @return the proposals
    function proposals(uint256 from, uint256 limit) external view returns (Proposal[] memory);

    /// @notice How many proposals there are.
    /// @return the number of the latest
    function proposalCount() external view returns (uint256);

    /// @notice The proposals that are voted on.
    /// @return their numbers
    function openProposals() external view returns (uint256[] memory);

    /// @notice The votes on a proposal: those now while the voting lasts, else those at its end.
    /// @param id the proposal
    /// @return the votes
    function tally(uint256 id) external view returns (Tally memory);

    /// @notice What an account voted.
    /// @param id the proposal
    /// @param account who
    /// @return its choice
    function voteOf(uint256 id, address account) external view returns (Choice);

    /// @notice A parameter.
    /// @param key its name
    /// @return the parameter
    function parameter(string calldata key) external view returns (ParameterRecord memory);

    /// @notice All parameters, page by page.
    /// @param from index of the first, from 0
    /// @param limit how many at most; up to 100
    /// @return the parameters
    function parameters(uint256 from, uint256 limit) external view returns (ParameterRecord[] memory);

    /// @notice Until when something is paused.
    /// @param target what
    /// @return the first second at which it works again; not later than now when it is not paused
    function pausedUntil(Pausable target) external view returns (uint256);

    /// @notice The upgrade that was scheduled last.
    /// @return name the version; empty for none
    /// @return height the first block under its rules
    function upgrade() external view returns (string memory name, uint256 height);

    /// @notice What this contract holds.
    /// @return reserve wei of the reserve
    /// @return deposits wei of deposits
    function funds() external view returns (uint256 reserve, uint256 deposits);

    /// @notice The latest decision about unclaimed coins.
    /// @return the number of the proposal; 0 for none
    function unclaimedDecision() external view returns (uint256);
}
