// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IPrecompile} from "./IPrecompile.sol";

/// @title Arbitration: a pool of bonded arbiters that decides disputes
/// @notice When a buyer and a seller disagree, arbiters bid a fee for the case, the two parties agree on one of them, and its
/// ruling is final. Where they do not agree the cheapest bid nobody vetoed is taken; where nobody bid an arbiter is drawn by
/// lot, weighted by bond. An arbiter that stays silent loses part of its bond to the parties and the next one takes over. Each
/// wait has a deadline, and what is due settles by itself at the end of the first block at or after it: nobody needs a keeper.
/// The Escrow contract opens cases for its orders; any other contract or account opens its own with `openCase`.
/// @dev Native contract at `0x00000000000000000000000000000000434d5403`. Amounts are in wei of
/// CMT, times in seconds since 1970, windows in seconds. A deadline is the first second at which something is too late. Case
/// ids count from 1. CMT is paid out as a plain change of balance, so a receiver's code never runs and can block nobody.
interface IArbitration is IPrecompile {
    /// @notice Where a case stands. `None`: there is no such case. `Bidding`: arbiters bid, parties may already accept or veto.
    /// `Accepting`: no more bids; parties accept or veto. `Ruling`: an arbiter is appointed and has until the deadline. `Court`:
    /// the arbiters failed and the court of the terms has until the deadline. `Closed`: there is an outcome.
    enum Phase {
        None,
        Bidding,
        Accepting,
        Ruling,
        Court,
        Closed
    }

    /// @notice How a case ended. `None`: it has not. `Buyer`, `Seller`: who won the ruling. `NoArbiter`: nobody could or would
    /// rule, and everything goes back where it came from. `Settled`: the parties agreed, or the opener withdrew the case.
    enum Outcome {
        None,
        Buyer,
        Seller,
        NoArbiter,
        Settled
    }

    /// @notice How a case runs. `bidWindow`: seconds in which arbiters bid, at most `maxWindow`. `acceptWindow`: seconds after it
    /// in which the parties may still agree on a bid, at most `maxWindow`. `rulingWindow`: seconds an appointed arbiter has, from
    /// 1 to `maxWindow`. `court`: who rules when the arbiters fail; zero for nobody, in which case everything is refunded.
    struct Terms {
        uint32 bidWindow;
        uint32 acceptWindow;
        uint32 rulingWindow;
        address court;
    }

    /// @notice An arbiter's public record. `account`: who it is. `bond`: wei that are at stake now. `active`: whether it may bid:
    /// the bond is at least `minBond` and it is not leaving. `releaseAt`: when it leaves, the time from which the bond goes back;
    /// 0 when it stays. `boundUntil`: until then a bid it made may still be called upon, and its bond stays. `openCases`: cases it
    /// is appointed to and has not decided. `taken`: cases it was appointed to so far. `ruled`: those it decided. `missed`: those
    /// it let pass the deadline. `escalated`: those of the missed that went on to the court. `joinedAt`: when it first registered.
    /// `categories`: bit set of what it knows about, as the market defines the bits. `profile`: hash of its public profile.
    struct ArbiterRecord {
        address account;
        uint256 bond;
        bool active;
        uint256 releaseAt;
        uint256 boundUntil;
        uint256 openCases;
        uint256 taken;
        uint256 ruled;
        uint256 missed;
        uint256 escalated;
        uint256 joinedAt;
        uint32 categories;
        bytes32 profile;
    }

    /// @notice A bid. `arbiter`: who made it. `fee`: wei it asks. `acceptedByBuyer`, `acceptedBySeller`: who accepted it.
    /// `vetoed`: a party vetoed it. `tried`: its arbiter was appointed and missed the deadline.
    struct Bid {
        address arbiter;
        uint256 fee;
        bool acceptedByBuyer;
        bool acceptedBySeller;
        bool vetoed;
        bool tried;
    }

    /// @notice A case. `opener`: who opened it and is told the result: the Escrow contract, or whoever called `openCase`.
    /// `ref`: the opener's own reference: for Escrow the order id. `buyer`, `seller`: the parties. `excluded`: two more
    /// accounts that may not arbitrate: for Escrow carrier and marketplace, zero for nobody. `maxFee`: the most an arbiter may
    /// ask, wei. `terms`: how the case runs. `phase`: where it stands at this block's time. `deadline`: when the phase ends; for a
    /// closed case 0. `bids`: number of bids. `arbiter`: who is appointed, or ruled; in the court phase the court; zero for nobody.
    /// `fee`: wei agreed with it. `missed`: how many arbiters missed their deadline. `outcome`: how it ended.
    struct CaseRecord {
        address opener;
        bytes32 ref;
        address buyer;
        address seller;
        address[2] excluded;
        uint256 maxFee;
        Terms terms;
        Phase phase;
        uint256 deadline;
        uint256 bids;
        address arbiter;
        uint256 fee;
        uint256 missed;
        Outcome outcome;
    }

    /// @notice The constants of this chain. `minBond`: wei below which an arbiter is not active. `missPenalty`: wei a missed
    /// deadline costs at most; it goes to the two parties in equal parts, an odd wei to the buyer. `minFee`: wei; for less nobody
    /// is drawn by lot, and `openCase` takes no less. `unbonding`: seconds from `announceLeave` to the release of the bond.
    /// `maxWindow`: the longest window in seconds. `minDrawnWindow`: seconds an arbiter who was drawn has at least.
    /// `courtWindow`: seconds the court has. `seasoning`: seconds after which a changed bond counts in the draw. `maxBids`: bids a
    /// case holds. `maxArbiters`: how many arbiters a case goes through before the court. `maxEvidence`: submissions of each
    /// participant in a case. `maxUri`: bytes of an evidence URI.
    struct Parameters {
        uint256 minBond;
        uint256 missPenalty;
        uint256 minFee;
        uint256 unbonding;
        uint256 maxWindow;
        uint256 minDrawnWindow;
        uint256 courtWindow;
        uint256 seasoning;
        uint256 maxBids;
        uint256 maxArbiters;
        uint256 maxEvidence;
        uint256 maxUri;
    }

    // ------------------------------------------------------------------------------------------------------------ arbiters

    /// @notice Somebody became an arbiter, or came back after its bond was released.
    /// @param arbiter who
    /// @param bond its bond, in wei
    /// @param categories bit set of what it knows about
    /// @param profile hash of its public profile
    event ArbiterRegistered(address indexed arbiter, uint256 bond, uint32 categories, bytes32 profile);

    /// @notice An arbiter changed what it tells about itself.
    /// @param arbiter who
    /// @param categories bit set of what it knows about
    /// @param profile hash of its public profile
    event ProfileChanged(address indexed arbiter, uint32 categories, bytes32 profile);

    /// @notice An arbiter raised its bond.
    /// @param arbiter who
    /// @param added wei added
    /// @param bond the bond after it, in wei
    event BondAdded(address indexed arbiter, uint256 added, uint256 bond);

    /// @notice An arbiter announced that it leaves.
    /// @param arbiter who
    /// @param releaseAt the time from which its bond goes back, once nothing binds it any more
    event LeaveAnnounced(address indexed arbiter, uint256 releaseAt);

    /// @notice An arbiter that had announced to leave stays.
    /// @param arbiter who
    event LeaveCancelled(address indexed arbiter);

    /// @notice An arbiter got its bond back and is no longer one.
    /// @param arbiter who
    /// @param amount wei paid out
    event BondReleased(address indexed arbiter, uint256 amount);

    /// @notice An arbiter missed the deadline of a case and part of its bond went to the parties.
    /// @param arbiter who
    /// @param caseId the case
    /// @param amount wei taken: half to the buyer and half to the seller, an odd wei to the buyer
    /// @param bond what is left of the bond, in wei
    event BondCut(address indexed arbiter, uint256 indexed caseId, uint256 amount, uint256 bond);

    // --------------------------------------------------------------------------------------------------------------- cases

    /// @notice A case was opened: arbiters may bid until `bidUntil`, parties accept or veto until `acceptUntil`.
    /// @param caseId its number
    /// @param opener who opened it and is told the result
    /// @param ref the opener's own reference; for Escrow the order id
    /// @param buyer one party
    /// @param seller the other party; may be the same account
    /// @param excluded two more accounts that may not arbitrate; zero for nobody
    /// @param maxFee the most an arbiter may ask, in wei
    /// @param terms how the case runs; a court with a stake in the case counts as none and is shown as zero
    /// @param bidUntil the first second at which a bid is too late
    /// @param acceptUntil the first second at which accepting and vetoing is too late
    event CaseOpened(
        uint256 indexed caseId,
        address indexed opener,
        bytes32 indexed ref,
        address buyer,
        address seller,
        address[2] excluded,
        uint256 maxFee,
        Terms terms,
        uint256 bidUntil,
        uint256 acceptUntil
    );

    /// @notice An arbiter bid for a case, or lowered its bid.
    /// @param caseId the case
    /// @param arbiter who bids
    /// @param fee wei it asks
    event BidPlaced(uint256 indexed caseId, address indexed arbiter, uint256 fee);

    /// @notice All places were taken and a cheaper bid pushed the dearest one out.
    /// @param caseId the case
    /// @param arbiter whose bid is gone
    event BidDisplaced(uint256 indexed caseId, address indexed arbiter);

    /// @notice A party accepted a bid. Its earlier acceptance, if any, no longer counts.
    /// @param caseId the case
    /// @param party who accepts
    /// @param arbiter whose bid it accepts
    event BidAccepted(uint256 indexed caseId, address indexed party, address indexed arbiter);

    /// @notice A party used its veto.
    /// @param caseId the case
    /// @param party who vetoes
    /// @param arbiter who will not be appointed to this case
    event BidVetoed(uint256 indexed caseId, address indexed party, address indexed arbiter);

    /// @notice An arbiter was appointed and has until `ruleBy` to rule.
    /// @param caseId the case
    /// @param arbiter who
    /// @param fee wei agreed: its bid, or the maximum when it was drawn
    /// @param ruleBy the first second at which a ruling is too late
    /// @param drawn it was drawn by lot and did not bid
    event ArbiterAppointed(uint256 indexed caseId, address indexed arbiter, uint256 fee, uint256 ruleBy, bool drawn);

    /// @notice The arbiters failed and the case went to the court its terms name.
    /// @param caseId the case
    /// @param court who rules now
    /// @param fee wei it is paid for a ruling: the maximum fee
    /// @param ruleBy the first second at which a ruling is too late
    event CourtAppointed(uint256 indexed caseId, address indexed court, uint256 fee, uint256 ruleBy);

    /// @notice A case ended.
    /// @param caseId the case
    /// @param ref the opener's own reference
    /// @param arbiter who ruled; for `Settled` who was appointed; zero for nobody
    /// @param outcome how it ended
    /// @param fee wei due to the arbiter: 0 for `NoArbiter` and when nobody was appointed. For an Escrow order it is the agreed
    /// fee; by the order's terms the arbiter may get the loser's whole deposit
    event Ruling(uint256 indexed caseId, bytes32 indexed ref, address indexed arbiter, Outcome outcome, uint256 fee);

    /// @notice Evidence, in the shape of ERC-1497. `EvidenceHash` follows it.
    /// @param arbitrator this contract
    /// @param evidenceGroupID the case
    /// @param party who submits it
    /// @param evidence where it is to be found
    event Evidence(address indexed arbitrator, uint256 indexed evidenceGroupID, address indexed party, string evidence);

    /// @notice The hash of the evidence in the `Evidence` event before it.
    /// @param caseId the case
    /// @param party who submits it
    /// @param hash hash of the evidence itself, so that it cannot be exchanged
    event EvidenceHash(uint256 indexed caseId, address indexed party, bytes32 hash);

    // -------------------------------------------------------------------------------------------------------------- errors

    /// @notice The caller has a bond already: use `topUp` and `setProfile`.
    /// @param arbiter the caller
    error AlreadyArbiter(address arbiter);

    /// @notice The account is not an arbiter, or its bond has been released.
    /// @param account the account
    error NotArbiter(address account);

    /// @notice The arbiter is not active: its bond is below the minimum or it is leaving.
    /// @param arbiter the arbiter
    error ArbiterNotActive(address arbiter);

    /// @notice The arbiter's bond does not cover one more case: each open case needs `missPenalty` of it.
    /// @param arbiter the arbiter
    /// @param openCases cases it has not decided
    /// @param bond its bond, in wei
    error BondTooSmallForCase(address arbiter, uint256 openCases, uint256 bond);

    /// @notice The bond is below the minimum.
    /// @param bond what it would be, in wei
    /// @param minBond what it must be at least, in wei
    error BondTooSmall(uint256 bond, uint256 minBond);

    /// @notice Nothing was sent to add to the bond.
    error NothingToAdd();

    /// @notice The arbiter has announced that it leaves.
    /// @param arbiter the arbiter
    error ArbiterLeaving(address arbiter);

    /// @notice The arbiter has not announced that it leaves.
    /// @param arbiter the arbiter
    error ArbiterNotLeaving(address arbiter);

    /// @notice The bond cannot be released yet.
    /// @param arbiter the arbiter
    /// @param earliest the time from which it can
    /// @param openCases cases it has to decide before
    error BondBound(address arbiter, uint256 earliest, uint256 openCases);

    /// @notice There is no such case.
    /// @param caseId the number
    error NoSuchCase(uint256 caseId);

    /// @notice The case is in a phase in which this cannot be done. A phase whose deadline has passed is over, even if its
    /// consequences have not been settled yet.
    /// @param caseId the case
    /// @param phase the phase it is in
    error WrongPhase(uint256 caseId, Phase phase);

    /// @notice The deadline of the phase has passed; `poke` settles what follows, if the block's end has not done it yet.
    /// @param caseId the case
    /// @param deadline the first second at which it was too late
    error TooLate(uint256 caseId, uint256 deadline);

    /// @notice Nothing is due in this case.
    /// @param caseId the case
    /// @param dueAt when something will be due; 0 for never, since it is closed
    error NotDue(uint256 caseId, uint256 dueAt);

    /// @notice The caller is neither the buyer nor the seller of the case.
    /// @param caseId the case
    /// @param account the caller
    error NotParty(uint256 caseId, address account);

    /// @notice The caller takes no part in the case: it is neither a party nor who is appointed to rule.
    /// @param caseId the case
    /// @param account the caller
    error NotParticipant(uint256 caseId, address account);

    /// @notice The caller is not who is appointed to rule.
    /// @param caseId the case
    /// @param account the caller
    error NotAppointed(uint256 caseId, address account);

    /// @notice The caller did not open the case, or it belongs to an Escrow order, which settles through Escrow.
    /// @param caseId the case
    /// @param account the caller
    error NotOpener(uint256 caseId, address account);

    /// @notice Who has a stake in the case cannot arbitrate it: party, opener, carrier, marketplace, and the court that comes after.
    /// @param caseId the case
    /// @param account the caller
    error Conflicted(uint256 caseId, address account);

    /// @notice The fee is above what the case allows.
    /// @param fee wei asked
    /// @param maxFee wei allowed
    error FeeTooHigh(uint256 fee, uint256 maxFee);

    /// @notice A bid can only be lowered.
    /// @param fee wei asked now
    /// @param before wei asked before
    error NotLower(uint256 fee, uint256 before);

    /// @notice All places for bids are taken by bids that are as cheap, accepted or vetoed.
    /// @param caseId the case
    error BidsFull(uint256 caseId);

    /// @notice The arbiter has no bid in this case.
    /// @param caseId the case
    /// @param arbiter the arbiter
    error NoSuchBid(uint256 caseId, address arbiter);

    /// @notice The arbiter was vetoed in this case.
    /// @param caseId the case
    /// @param arbiter the arbiter
    error ArbiterVetoed(uint256 caseId, address arbiter);

    /// @notice The party has used its veto.
    /// @param caseId the case
    /// @param party the party
    error VetoUsed(uint256 caseId, address party);

    /// @notice A ruling is for the buyer or for the seller.
    /// @param outcome what was given
    error InvalidRuling(Outcome outcome);

    /// @notice The URI is too long.
    /// @param length its bytes
    /// @param max bytes allowed
    error UriTooLong(uint256 length, uint256 max);

    /// @notice The participant has submitted as much evidence as a case holds.
    /// @param caseId the case
    /// @param party the participant
    error TooMuchEvidence(uint256 caseId, address party);

    /// @notice A window is longer than allowed, or the ruling window is zero.
    /// @param window the window, in seconds
    /// @param max the longest allowed, in seconds
    error InvalidWindow(uint256 window, uint256 max);

    /// @notice The fee sent with the case is too small to find an arbiter.
    /// @param sent wei sent
    /// @param minFee wei needed: `arbitrationCost()`
    error FeeTooSmall(uint256 sent, uint256 minFee);

    // ----------------------------------------------------------------------------------------------------- being an arbiter

    /// @notice Become an arbiter, with the CMT sent as bond; or come back after the bond was released or used up: the record goes
    /// on. An arbiter agrees to rule, in time, in each case it is appointed to, also when it is drawn by lot and did not bid.
    /// The new bond counts in the draw after `seasoning` seconds.
    /// @param categories bit set of what you know about, as the market defines the bits
    /// @param profile hash of your public profile
    function register(uint32 categories, bytes32 profile) external payable;

    /// @notice Change what you tell about yourself.
    /// @param categories bit set of what you know about
    /// @param profile hash of your public profile
    function setProfile(uint32 categories, bytes32 profile) external;

    /// @notice Add the CMT sent to your bond: after a cut, or to be drawn more often and to hold more cases at once. Not while
    /// leaving.
    function topUp() external payable;

    /// @notice Announce that you leave: you place no more bids and, `seasoning` seconds later, are no longer drawn. The bond goes
    /// back by itself after `unbonding` seconds, once no case of yours is open and no bid of yours can be called upon.
    function announceLeave() external;

    /// @notice Stay after all.
    function cancelLeave() external;

    /// @notice Pay a leaving arbiter its bond, once due. This happens by itself; the function is there for everybody all the same.
    /// @param arbiter who leaves
    function releaseBond(address arbiter) external;

    /// @notice Bid for a case, or lower your bid. When all `maxBids` places are taken, a bid pushes out the dearest one that no
    /// party has accepted or vetoed (of equal ones the latest) if it is cheaper. A bid stands until the case is closed: the case
    /// comes to you also when an arbiter before you fails.
    /// @param caseId the case
    /// @param fee wei you ask, at most the case's maximum; 0 is allowed
    function bid(uint256 caseId, uint256 fee) external;

    /// @notice Rule, as the arbiter or the court appointed. Final.
    /// @param caseId the case
    /// @param outcome `Buyer` or `Seller`: who wins
    function rule(uint256 caseId, Outcome outcome) external;

    // -------------------------------------------------------------------------------------------------------- being a party

    /// @notice Accept an arbiter's bid, as the buyer or the seller. Once both have accepted the same one, it is appointed at
    /// once, also during the bid window. Another acceptance replaces yours. Who is both parties accepts for both.
    /// @param caseId the case
    /// @param arbiter whose bid you accept
    function acceptBid(uint256 caseId, address arbiter) external;

    /// @notice Veto a bid, once in a case: its arbiter will not be appointed to it, by bid or by lot.
    /// @param caseId the case
    /// @param arbiter whose bid you veto
    function vetoBid(uint256 caseId, address arbiter) external;

    /// @notice Submit evidence, as a party or as who is appointed to rule. It is in the log only.
    /// @param caseId the case, which must not be closed
    /// @param hash hash of the evidence
    /// @param uri where it is to be found, at most `maxUri` bytes
    function submitEvidence(uint256 caseId, bytes32 hash, string calldata uri) external;

    /// @notice Settle what is due in a case: the end of the bidding, of the accepting, of the ruling. The end of each block does
    /// this by itself; the function is there for everybody all the same.
    /// @param caseId the case
    function poke(uint256 caseId) external;

    // ------------------------------------------------------------------------------------------------- opening cases yourself

    /// @notice Open a case between two parties, and pay the arbiter's fee in with it: the CMT sent is the most an arbiter may ask.
    /// The agreed fee goes to the arbiter when it rules, or when you close the case after it was appointed; the rest, and all of
    /// it when nobody rules, comes back to you.
    /// @param buyer one party
    /// @param seller the other party
    /// @param excluded two more accounts that may not arbitrate; zero for nobody. You yourself may not either
    /// @param ref your own reference, shown in the events
    /// @param terms how the case runs. A court that is a party, excluded or yourself counts as none
    /// @return caseId its number
    function openCase(address buyer, address seller, address[2] calldata excluded, bytes32 ref, Terms calldata terms) external payable returns (uint256 caseId);

    /// @notice Close a case you opened with `openCase` before it is ruled, because the parties agreed. An appointed arbiter gets
    /// its fee, the rest comes back to you.
    /// @param caseId the case
    function closeCase(uint256 caseId) external;

    // --------------------------------------------------------------------------------------------------------------- reading

    /// @notice The least fee that `openCase` takes and for which an arbiter is drawn when nobody bids (ERC-792).
    /// @return cost in wei
    function arbitrationCost() external view returns (uint256 cost);

    /// @notice How a case stands and ended (ERC-792's `currentRuling` and `disputeStatus`).
    /// @param caseId the case
    /// @return phase where it stands; `None` when there is no such case
    /// @return outcome how it ended; `None` while it has not
    function ruling(uint256 caseId) external view returns (Phase phase, Outcome outcome);

    /// @notice A case with all that is known about it.
    /// @param caseId its number
    /// @return record the case; reverts with `NoSuchCase` when there is none
    function getCase(uint256 caseId) external view returns (CaseRecord memory record);

    /// @notice The bids of a case, oldest place first; at most `maxBids`.
    /// @param caseId the case
    /// @return bids the bids
    function bidsOf(uint256 caseId) external view returns (Bid[] memory bids);

    /// @notice The cases in which an account was a party or was appointed arbiter, oldest first.
    /// @param account the account
    /// @param from how many to skip
    /// @param limit how many at most, up to 100
    /// @return caseIds their numbers
    function casesOf(address account, uint256 from, uint256 limit) external view returns (uint256[] memory caseIds);

    /// @notice How many cases `casesOf` lists for an account.
    /// @param account the account
    /// @return count how many
    function caseCountOf(address account) external view returns (uint256 count);

    /// @notice An arbiter's record, also after it left.
    /// @param arbiter the arbiter
    /// @return record the record; reverts with `NotArbiter` when the account never registered
    function getArbiter(address arbiter) external view returns (ArbiterRecord memory record);

    /// @notice Everybody who ever registered, in that order, whether active or not.
    /// @param from how many to skip
    /// @param limit how many at most, up to 100
    /// @return records their records
    function arbiters(uint256 from, uint256 limit) external view returns (ArbiterRecord[] memory records);

    /// @notice How many ever registered.
    /// @return count how many
    function arbiterCount() external view returns (uint256 count);

    /// @notice What this contract owes, by its own books; its balance is never less.
    /// @return bonds wei of all bonds, also of those who leave
    /// @return fees wei paid in with cases of `openCase` that are not closed
    /// @return cases how many cases were opened so far
    function totals() external view returns (uint256 bonds, uint256 fees, uint256 cases);

    /// @notice The constants of this chain.
    /// @return values the constants
    function parameters() external view returns (Parameters memory values);
}
