// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IPrecompile} from "./IPrecompile.sol";

/// @title Escrow: a seller and a buyer who do not trust each other
/// @notice The native contract at `0x0000000000000000000000000000000000000000434d5402` holds the price and a deposit of either side
/// until the deal has ended, and pays everything out to named parties then. All amounts are in wei of CMT, all times in Unix
/// seconds, all durations in seconds.
///
/// An order goes `Offered` → `Active` → `Shipped` → `Delivered` → `Completed`. Every state that waits has a moment at which it ends
/// by itself (`dueAt`), at the end of a block, with nobody calling anything:
///
/// | state | waits for | until | then |
/// |---|---|---|---|
/// | Offered | the other side's `accept` | `expiry` | `Expired`: the offerer gets back what it locked |
/// | Active | the seller's `ship` | `shipBy` | `Expired`: all back to both |
/// | Shipped, `BuyerAcceptance` | the buyer's `complete` | `deliverBy + inspection` | `Completed`: the inspection starts at `deliverBy` at the latest |
/// | Shipped, `CarrierDelivery` | the carrier's confirmation | `deliverBy` | `Expired`: all back to both, as nothing was delivered |
/// | Delivered | the buyer's `complete` | the confirmation `+ inspection`, at most `deliverBy + inspection` with `BuyerAcceptance` | `Completed` |
/// | Disputed | the arbitration's ruling | the arbitration's windows | `Resolved` |
///
/// A call is in time while the block's timestamp is below `dueAt`; from `dueAt` on only {poke} works. Either side may {dispute}
/// from activation on until then. Before the end the buyer may always give in with {complete}, the seller with {concede}, and both may
/// agree on a split.
///
/// Who is paid what (price P, deposit D of each side, fee F = floor(what the seller gets of the price × feeBps / 10,000)):
///
/// | outcome | buyer | seller | marketplace | arbiter |
/// |---|---|---|---|---|
/// | Completed | D | P − F + D | F | |
/// | Expired, Cancelled | P + D | D | | |
/// | Settled, s of the price to the seller | P − s + D | s − F + D | F | |
/// | Resolved for the buyer | P + D | | | D |
/// | Resolved for the seller | | P − F + D | F | D |
/// | Resolved, no arbiter | P + D | D | | |
///
/// With `feeOnly` the arbiter gets at most the fee it had agreed to, and the winner gets the rest of the loser's deposit. If a
/// dispute ends without a ruling after an arbiter was appointed, that arbiter is paid its agreed fee: by the one who gives in
/// ({complete}, {concede}) whole, after an agreed split half by each side (the odd wei by the buyer), always out of the deposits.
///
/// Money moves as plain changes of balance: a party that is a contract is paid without its code being run, and can neither refuse
/// nor block anyone. Buyer and seller must be two addresses; a carrier and a court must be neither of them; a marketplace may be
/// anyone, even a party. Price and deposit may each be zero. CMT sent to the contract by force belongs to nobody.
/// @dev Signatures are EIP-712 with the domain `{name: "CyberMiles Escrow", version: "1", chainId, verifyingContract: this address}`,
/// 65 bytes r ‖ s ‖ v with a low s, of externally owned accounts (no ERC-1271, as no other code is ever called).
interface IEscrow is IPrecompile {
    /// @notice What releases the price.
    enum Release {
        /// The buyer's acceptance, or its silence until the inspection has ended. If nobody confirms a delivery, the inspection
        /// starts at `deliverBy`.
        BuyerAcceptance,
        /// The carrier's confirmation, followed by the inspection (which may be zero). Without a confirmation by `deliverBy` all is
        /// refunded.
        CarrierDelivery
    }

    /// @notice Where an order stands. From `Completed` on it has ended and its pot is paid out.
    enum State {
        /// There is no such order.
        None,
        /// One side has offered and locked its part.
        Offered,
        /// Both sides have locked their parts; the seller is to ship.
        Active,
        /// The seller says that it has shipped.
        Shipped,
        /// The carrier says that it has delivered; the buyer inspects.
        Delivered,
        /// One side has disputed; the ruling is the arbitration's.
        Disputed,
        /// The price was paid to the seller.
        Completed,
        /// A party ended it (offer cancelled or declined, or the seller conceded); all went back.
        Cancelled,
        /// A deadline passed (offer, shipping, carrier's confirmation); all went back.
        Expired,
        /// The parties agreed how to split the price.
        Settled,
        /// The arbitration ruled, or found no arbiter.
        Resolved
    }

    /// @notice How a dispute is to be decided.
    struct Arbitration {
        /// Seconds in which arbiters may bid: 60 to 2,592,000 (30 days); 0 for the standard of 86,400 (1 day).
        uint32 bidWindow;
        /// Seconds in which the parties may accept a bid: 60 to 2,592,000; 0 for the standard of 86,400 (1 day).
        uint32 acceptWindow;
        /// Seconds an appointed arbiter has to rule: 60 to 2,592,000; 0 for the standard of 604,800 (7 days).
        uint32 rulingWindow;
        /// The arbiter gets at most its agreed fee of the loser's deposit, the winner the rest; otherwise the arbiter gets all of it.
        bool feeOnly;
        /// A community court that rules when the arbiters did not; zero for none. Neither party, carrier nor marketplace.
        address court;
    }

    /// @notice All terms of an order. Its id is their hash, so that whoever names the id agrees to every one of them.
    struct Terms {
        /// Who buys. Not zero, not the seller, not a native contract.
        address buyer;
        /// Who sells. Not zero, not a native contract.
        address seller;
        /// Wei the seller is paid for the goods, below 2^96.
        uint256 price;
        /// Wei each side locks as its deposit, below 2^96.
        uint256 deposit;
        /// Who may confirm the delivery; zero for nobody. Neither buyer nor seller. Required with `CarrierDelivery`.
        address carrier;
        /// Who gets the fee; zero for nobody. May be anyone but a native contract.
        address marketplace;
        /// The marketplace's part of what the seller is paid of the price, in basis points: at most 1,000 (10 %); 0 without a marketplace.
        uint16 feeBps;
        /// What releases the price.
        Release release;
        /// Until when the offer can be accepted: after now, at most `shipBy`.
        uint40 expiry;
        /// Until when the seller must say that it has shipped: at most `deliverBy`.
        uint40 shipBy;
        /// When the goods should have arrived: at most 3,650 days from now.
        uint40 deliverBy;
        /// Seconds the buyer has to inspect: at most 15,552,000 (180 days), may be 0.
        uint32 inspection;
        /// How a dispute is to be decided.
        Arbitration arbitration;
        /// Hash of the terms that are not on the chain (description, pictures, address …).
        bytes32 termsHash;
        /// Any number; makes the id of two orders with otherwise equal terms differ.
        bytes32 salt;
    }

    /// @notice What a seller signs once, off the chain, and buyers open orders with. The fields are those of {Terms} but where
    /// they say otherwise.
    struct SellerOffer {
        /// Who sells and signs.
        address seller;
        /// The only one who may buy; zero for anyone.
        address buyer;
        /// Wei for one order.
        uint256 price;
        /// Wei each side locks for one order; the seller's part comes out of its free balance.
        uint256 deposit;
        /// As in {Terms}.
        address carrier;
        /// As in {Terms}.
        address marketplace;
        /// As in {Terms}.
        uint16 feeBps;
        /// As in {Terms}.
        Release release;
        /// Seconds from the opening of an order to its `shipBy`.
        uint32 shipWithin;
        /// Seconds from the opening of an order to its `deliverBy`; at least `shipWithin`.
        uint32 deliverWithin;
        /// As in {Terms}.
        uint32 inspection;
        /// As in {Terms}.
        Arbitration arbitration;
        /// As in {Terms}.
        bytes32 termsHash;
        /// How many orders may be opened with it.
        uint32 quantity;
        /// The seller's offer epoch ({accountOf}) it was signed in.
        uint32 epoch;
        /// Orders may be opened while the block's timestamp is below it.
        uint40 expiry;
        /// Any number; makes two offers with otherwise equal terms differ.
        bytes32 salt;
    }

    /// @notice What a carrier signs when it has delivered; anybody may hand it in ({confirmDeliverySigned}).
    struct Delivery {
        /// The order.
        bytes32 id;
        /// The tracking hash the seller shipped with.
        bytes32 trackingHash;
        /// The last second at which the signature may be handed in.
        uint256 deadline;
    }

    /// @notice An order as it stands. The hash of its off-chain terms, its salt and its expiry are in its {Offered} event.
    struct Order {
        /// Who buys.
        address buyer;
        /// Who sells.
        address seller;
        /// Wei for the goods.
        uint256 price;
        /// Wei of deposit of each side.
        uint256 deposit;
        /// Where it stands.
        State state;
        /// Whether the seller made the offer; otherwise the buyer did.
        bool offeredBySeller;
        /// When the state ends by itself; 0 when disputed or ended.
        uint40 dueAt;
        /// Until when the seller must say that it has shipped.
        uint40 shipBy;
        /// When the goods should have arrived.
        uint40 deliverBy;
        /// Seconds the buyer has to inspect.
        uint32 inspection;
        /// What releases the price.
        Release release;
        /// Who may confirm the delivery; zero for nobody.
        address carrier;
        /// Who gets the fee; zero for nobody.
        address marketplace;
        /// The marketplace's part, in basis points.
        uint16 feeBps;
        /// How a dispute is decided; windows of 0 seconds stand as the standard ones that apply.
        Arbitration arbitration;
        /// What the seller shipped with. Kept only for orders with a carrier; else zero.
        bytes32 trackingHash;
        /// The arbitration case; 0 when it was never disputed.
        uint256 caseId;
        /// Whether the buyer's proposal of a split stands.
        bool buyerProposes;
        /// Wei of the price that would go to the seller under the buyer's proposal.
        uint256 buyerProposal;
        /// Whether the seller's proposal of a split stands.
        bool sellerProposes;
        /// Wei of the price that would go to the seller under its own proposal.
        uint256 sellerProposal;
    }

    /// @notice An order was offered and the offerer's part locked. An order opened with a signed offer emits it too.
    /// @param id the order
    /// @param buyer who buys
    /// @param seller who sells
    /// @param bySeller whether the seller offered; otherwise the buyer did
    /// @param terms all its terms
    event Offered(bytes32 indexed id, address indexed buyer, address indexed seller, bool bySeller, Terms terms);

    /// @notice The other side accepted: both parts are locked and the seller is to ship.
    /// @param id the order
    event Activated(bytes32 indexed id);

    /// @notice The seller says that it has shipped, or corrects its tracking hash.
    /// @param id the order
    /// @param trackingHash hash of the tracking number and whatever the parties agreed to hash with it
    /// @param dueAt when the order ends by itself, Unix seconds
    event Shipped(bytes32 indexed id, bytes32 trackingHash, uint256 dueAt);

    /// @notice The carrier says that it has delivered: the inspection runs.
    /// @param id the order
    /// @param carrier who confirmed
    /// @param dueAt when the order completes by itself, Unix seconds
    event Delivered(bytes32 indexed id, address indexed carrier, uint256 dueAt);

    /// @notice One side proposes how to split the price.
    /// @param id the order
    /// @param by who proposes
    /// @param toSeller wei of the price for the seller (less the marketplace's fee on it); the buyer would get the rest
    event SettlementProposed(bytes32 indexed id, address indexed by, uint256 toSeller);

    /// @notice A proposal was taken back.
    /// @param id the order
    /// @param by who had proposed
    event SettlementWithdrawn(bytes32 indexed id, address indexed by);

    /// @notice One side disputes; the arbitration decides.
    /// @param id the order
    /// @param by who disputes
    /// @param caseId the case of the arbitration contract
    event Disputed(bytes32 indexed id, address indexed by, uint256 indexed caseId);

    /// @notice The order has ended and its pot is paid out: these four amounts are all of it.
    /// @param id the order
    /// @param outcome one of `Completed`, `Cancelled`, `Expired`, `Settled`, `Resolved`
    /// @param toBuyer wei paid to the buyer
    /// @param toSeller wei paid to the seller
    /// @param toMarketplace wei paid to the marketplace
    /// @param toArbiter wei paid to the arbiter
    event Closed(
        bytes32 indexed id,
        State indexed outcome,
        uint256 toBuyer,
        uint256 toSeller,
        uint256 toMarketplace,
        uint256 toArbiter
    );

    /// @notice An order was opened with a seller's signed offer.
    /// @param id the order
    /// @param seller who had signed
    /// @param offerHash the offer
    /// @param filled orders opened with it so far, this one included
    event OfferFilled(bytes32 indexed id, address indexed seller, bytes32 indexed offerHash, uint256 filled);

    /// @notice A seller took a signed offer back: no more orders can be opened with it.
    /// @param seller who had signed
    /// @param offerHash the offer
    event OfferCancelled(address indexed seller, bytes32 indexed offerHash);

    /// @notice A seller took all signed offers of earlier epochs back.
    /// @param seller who had signed
    /// @param epoch the epoch from now on
    event OfferEpochRaised(address indexed seller, uint256 epoch);

    /// @notice CMT was put into a free balance.
    /// @param account whose
    /// @param amount wei
    event FundsDeposited(address indexed account, uint256 amount);

    /// @notice CMT was taken out of a free balance.
    /// @param account whose
    /// @param amount wei
    event FundsWithdrawn(address indexed account, uint256 amount);

    /// @notice There is no order with this id.
    /// @param id what was asked for
    error UnknownOrder(bytes32 id);

    /// @notice There is, or was, an order with exactly these terms: change the salt.
    /// @param id its id
    error OrderExists(bytes32 id);

    /// @notice The order's state does not allow this.
    /// @param id the order
    /// @param state where it stands
    error WrongState(bytes32 id, State state);

    /// @notice The order's state has run out; {poke} ends it now, the end of a block does so in any case.
    /// @param id the order
    /// @param dueAt when it ran out, Unix seconds
    error Overdue(bytes32 id, uint256 dueAt);

    /// @notice The order's state still runs.
    /// @param id the order
    /// @param dueAt when it runs out, Unix seconds
    error NotDue(bytes32 id, uint256 dueAt);

    /// @notice Only the buyer may do this.
    /// @param caller who tried
    /// @param buyer who may
    error NotBuyer(address caller, address buyer);

    /// @notice Only the seller may do this.
    /// @param caller who tried
    /// @param seller who may
    error NotSeller(address caller, address seller);

    /// @notice Only the buyer or the seller may do this.
    /// @param caller who tried
    error NotParty(address caller);

    /// @notice Only the side that made the offer may cancel it.
    /// @param caller who tried
    /// @param offerer who may
    error NotOfferer(address caller, address offerer);

    /// @notice Only the side the offer was made to may accept or decline it.
    /// @param caller who tried
    /// @param offeree who may
    error NotOfferee(address caller, address offeree);

    /// @notice Only the order's carrier may confirm its delivery.
    /// @param caller who tried
    /// @param carrier who may; zero when the order has none
    error NotCarrier(address caller, address carrier);

    /// @notice Only the arbitration contract may decide a dispute.
    error OnlyArbitration();

    /// @notice More was sent than the step locks. Less is fine when the sender's free balance has the rest.
    /// @param sent wei sent
    /// @param required wei the step locks
    error ExcessValue(uint256 sent, uint256 required);

    /// @notice Buyer and seller are the same address.
    error SelfDeal();

    /// @notice The carrier is the buyer or the seller: its confirmation would be worth nothing.
    error CarrierIsParty();

    /// @notice `CarrierDelivery` needs a carrier.
    error CarrierRequired();

    /// @notice A fee needs a marketplace that gets it.
    error MarketplaceRequired();

    /// @notice The court is the buyer, the seller, the carrier or the marketplace.
    error CourtIsParty();

    /// @notice A native contract cannot take part in an order: CMT paid to it would be lost.
    /// @param account the native contract's address
    error ReservedAddress(address account);

    /// @notice A term is out of its range.
    /// @param field its name in ASCII, padded with zeros on the right
    /// @param value what it is
    /// @param min the least it may be
    /// @param max the most it may be
    error OutOfRange(bytes32 field, uint256 value, uint256 min, uint256 max);

    /// @notice The tracking hash is not the one the seller shipped with.
    /// @param given the one given
    /// @param expected the one shipped with
    error WrongTracking(bytes32 given, bytes32 expected);

    /// @notice The other side proposes no split, or the caller has no proposal to withdraw.
    error NoProposal();

    /// @notice The other side's proposal is a different one (it may just have changed).
    /// @param given wei to the seller the caller agrees to
    /// @param proposed wei to the seller the other side proposes
    error ProposalChanged(uint256 given, uint256 proposed);

    /// @notice The signed offer can no longer be used.
    /// @param expiry when it ended, Unix seconds
    error OfferExpired(uint256 expiry);

    /// @notice All orders of the signed offer have been opened.
    /// @param quantity how many it was for
    error OfferExhausted(uint256 quantity);

    /// @notice The seller took the signed offer back.
    error OfferWithdrawn();

    /// @notice The signed offer is of another epoch than the seller's present one.
    /// @param epoch the offer's
    /// @param current the seller's
    error WrongEpoch(uint256 epoch, uint256 current);

    /// @notice Offers an order to the other side and locks the caller's part: price + deposit of a buyer, the deposit of a
    /// seller. What the value falls short of is taken from the caller's free balance.
    /// @dev The caller must be the buyer or the seller. Whoever sees the call may make the same offer first, but only as the
    /// other side, which can only mean that it wants the order.
    /// @param terms all terms
    /// @return id the order's id, see {orderId}
    function offer(Terms calldata terms) external payable returns (bytes32 id);

    /// @notice Accepts an order the other side has offered, with all the terms its id stands for, and locks the caller's
    /// part: price + deposit of a buyer, the deposit of a seller. What the value falls short of is taken from the caller's free
    /// balance.
    /// @param id the order
    function accept(bytes32 id) external payable;

    /// @notice Takes the caller's offer back before it is accepted; what was locked goes back.
    /// @param id the order
    function cancel(bytes32 id) external;

    /// @notice Refuses an offer made to the caller; what the offerer locked goes back to it.
    /// @param id the order
    function decline(bytes32 id) external;

    /// @notice Opens an active order with an offer the seller signed: the buyer is the caller, who locks price + deposit (value
    /// and free balance, as in {accept}), while the seller's deposit comes out of the seller's free balance. The order's `shipBy` and
    /// `deliverBy` count from the block's timestamp, so its id is known only then; it is returned and logged. Its `expiry` is the
    /// offer's, its other terms are the offer's too.
    /// @param offer_ what the seller signed
    /// @param signature the seller's EIP-712 signature of it
    /// @param salt the order's salt
    /// @return id the order's id
    function openSigned(SellerOffer calldata offer_, bytes calldata signature, bytes32 salt)
        external
        payable
        returns (bytes32 id);

    /// @notice Takes one of the caller's signed offers back, whether it was ever shown to anybody or not.
    /// @param offerHash its hash, see {offerHash}
    function cancelSigned(bytes32 offerHash) external;

    /// @notice Takes all signed offers of the caller back by raising its offer epoch by one.
    /// @return epoch the epoch new offers have to be signed with
    function raiseOfferEpoch() external returns (uint256 epoch);

    /// @notice The seller says that it has shipped. Again while shipped, it corrects the tracking hash.
    /// @param id the order
    /// @param trackingHash hash of the tracking number and whatever the parties agreed to hash with it; may be zero
    function ship(bytes32 id, bytes32 trackingHash) external;

    /// @notice The carrier confirms the delivery: the inspection starts (it is never skipped; one of zero seconds ends with this
    /// block).
    /// @param id the order
    /// @param trackingHash the tracking hash the seller shipped with
    function confirmDelivery(bytes32 id, bytes32 trackingHash) external;

    /// @notice Hands in the carrier's signed confirmation of a {Delivery}. Anybody may.
    /// @param id the order
    /// @param trackingHash the tracking hash the seller shipped with
    /// @param deadline the last second at which the signature is good
    /// @param signature the carrier's EIP-712 signature of the {Delivery}
    function confirmDeliverySigned(bytes32 id, bytes32 trackingHash, uint256 deadline, bytes calldata signature) external;

    /// @notice The buyer accepts the goods: the price is paid and both deposits go home. Possible from activation on, before
    /// anything was shipped too, and while disputed (an appointed arbiter's fee then comes out of the buyer's deposit).
    /// @param id the order
    function complete(bytes32 id) external;

    /// @notice The seller gives in: everything goes back. Possible from activation on, while disputed too (an appointed arbiter's
    /// fee then comes out of the seller's deposit).
    /// @param id the order
    function concede(bytes32 id) external;

    /// @notice Proposes a split of the price, or replaces the caller's proposal. Each side may have one. Possible from activation
    /// on, while disputed too.
    /// @param id the order
    /// @param toSeller wei of the price for the seller, at most the price; the marketplace's fee comes out of it
    function proposeSettlement(bytes32 id, uint256 toSeller) external;

    /// @notice Takes the caller's proposal back.
    /// @param id the order
    function withdrawSettlement(bytes32 id) external;

    /// @notice Agrees to the other side's proposal: the price is split, the deposits go home (half of an appointed arbiter's fee
    /// out of each).
    /// @param id the order
    /// @param toSeller wei to the seller, as proposed: a proposal that has changed meanwhile is not agreed to
    function agreeSettlement(bytes32 id, uint256 toSeller) external;

    /// @notice Hands the order over to the arbitration. Either side may, from activation on until the order is due.
    /// @param id the order
    /// @return caseId the case of the arbitration contract
    function dispute(bytes32 id) external returns (uint256 caseId);

    /// @notice Ends an order whose time has run out, just as the end of a block does by itself. Anybody may.
    /// @param id the order
    function poke(bytes32 id) external;

    /// @notice Puts the value into the caller's free balance, from which its parts of orders are locked when the value of a call
    /// does not suffice, and without which a seller's signed offers cannot be taken up.
    function deposit() external payable;

    /// @notice Pays CMT out of the caller's free balance to the caller.
    /// @param amount wei
    function withdraw(uint256 amount) external;

    /// @notice An order as it stands; refused with {UnknownOrder} when there is none.
    /// @param id the order
    /// @return the order
    function order(bytes32 id) external view returns (Order memory);

    /// @notice The id of an order with these terms: `keccak256(abi.encode(block.chainid, address(this), terms))`.
    /// @param terms all terms; they are not checked
    /// @return id the id
    function orderId(Terms calldata terms) external view returns (bytes32 id);

    /// @notice The id of the order with this number; orders are numbered from 1 in the order in which they were first offered.
    /// @param number the number
    /// @return id the id; zero when there is none
    function orderAt(uint256 number) external view returns (bytes32 id);

    /// @notice The orders a party buys or sells in, the latest first. Ask with cursor 0 first, then with `next` until that is 0.
    /// @param party buyer or seller
    /// @param cursor 0, or the `next` of the page before
    /// @param limit the most ids to return, at most 100
    /// @return ids the orders
    /// @return next the cursor of the next page; 0 when this is the last
    function ordersOf(address party, uint256 cursor, uint256 limit)
        external
        view
        returns (bytes32[] memory ids, uint256 next);

    /// @notice An account's figures.
    /// @param party whose
    /// @return free its free balance, in wei
    /// @return orders how many orders it was ever a party of
    /// @return offerEpoch the epoch its signed offers must name
    function accountOf(address party) external view returns (uint256 free, uint256 orders, uint256 offerEpoch);

    /// @notice An account's free balance.
    /// @param party whose
    /// @return amount wei
    function freeBalance(address party) external view returns (uint256 amount);

    /// @notice What this contract holds for others. Its balance is never less than `held + free`; what is above was forced in.
    /// @return orders how many orders were ever offered
    /// @return held wei locked in orders that have not ended
    /// @return free wei in free balances
    function totals() external view returns (uint256 orders, uint256 held, uint256 free);

    /// @notice The hash a seller signs for an offer: its EIP-712 signing hash.
    /// @param offer_ the offer; it is not checked
    /// @return hash the hash
    function offerHash(SellerOffer calldata offer_) external view returns (bytes32 hash);

    /// @notice How far a signed offer was used.
    /// @param seller who signed
    /// @param offerHash_ the offer's hash
    /// @return filled orders opened with it
    /// @return cancelled whether the seller took it back
    function offerFill(address seller, bytes32 offerHash_) external view returns (uint256 filled, bool cancelled);
}
