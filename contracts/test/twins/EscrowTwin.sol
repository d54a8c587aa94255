// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @title The native Escrow's trade, as a Solidity contract would do it
/// @notice What the native contract is measured against: the same terms, readable in storage as far as a later step needs them
/// and in the log as a whole; the same lists of orders, by number and by party; the same totals; the same payouts. Its deadlines
/// are claims that anyone may make, since no contract runs by itself; its arbiter is an address in the terms.
/// @dev Written to be cheap where that costs no service: packed words, of which a plain trade writes few; lists of five-byte
/// numbers; a transient guard; one write of each word per step.
contract EscrowTwin is ReentrancyGuardTransient {
    /// @notice Where an order is.
    enum State {
        None,
        Offered,
        Active,
        Shipped,
        Delivered,
        Completed,
        Cancelled,
        Expired,
        Disputed,
        Resolved
    }

    /// @notice What both sides agree to. Times are Unix seconds, spans are seconds, amounts are wei.
    struct Terms {
        address buyer;
        address seller;
        uint256 price;
        uint256 deposit;
        address carrier;
        address marketplace;
        uint16 feeBps;
        bool carrierDelivery;
        uint40 acceptBy;
        uint40 shipBy;
        uint40 deliverBy;
        uint32 inspection;
        uint32 bidWindow;
        uint32 acceptWindow;
        uint32 rulingWindow;
        bool feeOnly;
        address court;
        bytes32 termsHash;
    }

    /// @notice An order as it lies in storage, six words; a plain trade leaves the last three zero.
    struct Order {
        address buyer;
        State state;
        bool offeredBySeller;
        bool carrierDelivery;
        bool feeOnly;
        uint16 feeBps;
        uint40 acceptBy;
        // next word
        address seller;
        uint96 price;
        // next word
        uint96 deposit;
        uint40 shipBy;
        uint40 deliverBy;
        uint32 inspection;
        uint40 settleAt;
        // next word
        address carrier;
        uint32 bidWindow;
        uint32 acceptWindow;
        uint32 rulingWindow;
        // next word
        address marketplace;
        // next word
        address court;
    }

    /// @notice What the contract holds.
    struct Totals {
        uint40 orders;
        uint128 held;
    }

    /// @notice The largest fee of a marketplace, in basis points.
    uint256 public constant MAX_FEE_BPS = 1_000;
    /// @notice The longest page of a list, in items.
    uint256 public constant MAX_PAGE = 100;

    /// @notice Orders ever offered, and wei locked in those that have not ended.
    Totals public totals;
    /// @notice The id of an order by its number, from 1 on.
    mapping(uint256 number => bytes32 id) public orderAt;
    mapping(bytes32 id => Order) private _orders;
    mapping(address party => uint40[] numbers) private _ordersOf;
    /// @notice What an account could not be paid because it refused, in wei.
    mapping(address account => uint256) public credit;

    event Offered(bytes32 indexed id, address indexed buyer, address indexed seller, Terms terms, uint256 number);
    event Accepted(bytes32 indexed id, address indexed by);
    event Shipped(bytes32 indexed id, bytes32 trackingHash);
    event Delivered(bytes32 indexed id, uint256 settleAt);
    event Completed(bytes32 indexed id, uint256 paid, uint256 fee);
    event Refunded(bytes32 indexed id, State state);
    event Disputed(bytes32 indexed id, address indexed by);
    event Resolved(bytes32 indexed id, bool buyerWins);

    error NotAParty(address caller);
    error NotBuyer(address caller);
    error NotSeller(address caller);
    error NotCarrier(address caller);
    error NotCourt(address caller);
    error WrongState(State have);
    error WrongValue(uint256 have, uint256 want);
    error BadTerms();
    error TooEarly(uint256 now_, uint256 due);
    error TooLate(uint256 now_, uint256 deadline);
    error AmountTooLarge(uint256 amount);
    error PageTooLarge(uint256 limit);
    error NothingToWithdraw();

    /// @notice Offers a trade; the caller is one side and locks its part.
    function offer(Terms calldata terms) external payable returns (bytes32 id) {
        bool bySeller = msg.sender == terms.seller;
        if (!bySeller && msg.sender != terms.buyer) revert NotAParty(msg.sender);
        _check(terms);
        uint256 want = bySeller ? terms.deposit : terms.price + terms.deposit;
        if (msg.value != want) revert WrongValue(msg.value, want);

        Totals memory sum = totals;
        uint40 number = sum.orders + 1;
        totals = Totals(number, sum.held + uint128(want));
        id = keccak256(abi.encode(block.chainid, address(this), number, terms));
        orderAt[number] = id;
        _write(_orders[id], terms, bySeller);
        _ordersOf[terms.buyer].push(number);
        if (terms.seller != terms.buyer) _ordersOf[terms.seller].push(number);
        emit Offered(id, terms.buyer, terms.seller, terms, number);
    }

    /// @notice The other side agrees and locks its part.
    function accept(bytes32 id) external payable {
        Order storage order_ = _orders[id];
        bool bySeller = order_.offeredBySeller;
        if (order_.state != State.Offered) revert WrongState(order_.state);
        if (block.timestamp > order_.acceptBy) revert TooLate(block.timestamp, order_.acceptBy);
        uint256 want = order_.deposit;
        if (bySeller) {
            if (msg.sender != order_.buyer) revert NotBuyer(msg.sender);
            want += order_.price;
        } else if (msg.sender != order_.seller) {
            revert NotSeller(msg.sender);
        }
        if (msg.value != want) revert WrongValue(msg.value, want);
        totals.held += uint128(want);
        order_.state = State.Active;
        emit Accepted(id, msg.sender);
    }

    /// @notice The seller has sent the goods.
    function ship(bytes32 id, bytes32 trackingHash) external {
        Order storage order_ = _orders[id];
        if (msg.sender != order_.seller) revert NotSeller(msg.sender);
        if (order_.state != State.Active) revert WrongState(order_.state);
        if (block.timestamp > order_.shipBy) revert TooLate(block.timestamp, order_.shipBy);
        order_.state = State.Shipped;
        if (!order_.carrierDelivery) order_.settleAt = uint40(order_.deliverBy + order_.inspection);
        emit Shipped(id, trackingHash);
    }

    /// @notice The carrier has delivered; the inspection period begins.
    function confirmDelivery(bytes32 id) external {
        Order storage order_ = _orders[id];
        if (msg.sender != order_.carrier) revert NotCarrier(msg.sender);
        if (order_.state != State.Shipped) revert WrongState(order_.state);
        uint40 settleAt = uint40(block.timestamp + order_.inspection);
        order_.state = State.Delivered;
        order_.settleAt = settleAt;
        emit Delivered(id, settleAt);
    }

    /// @notice The buyer is content: the seller is paid, the deposits go home.
    function complete(bytes32 id) external nonReentrant {
        Order storage order_ = _orders[id];
        if (msg.sender != order_.buyer) revert NotBuyer(msg.sender);
        State state = order_.state;
        if (state != State.Active && state != State.Shipped && state != State.Delivered) revert WrongState(state);
        _complete(id, order_);
    }

    /// @notice The inspection period has ended in silence: the same as `complete`, by anyone.
    function claimCompletion(bytes32 id) external nonReentrant {
        Order storage order_ = _orders[id];
        State state = order_.state;
        if (state != State.Shipped && state != State.Delivered) revert WrongState(state);
        uint256 due = order_.settleAt;
        if (due == 0 || block.timestamp < due) revert TooEarly(block.timestamp, due);
        _complete(id, order_);
    }

    /// @notice The offer was not accepted, or is taken back: what was locked goes home.
    function cancel(bytes32 id) external nonReentrant {
        Order storage order_ = _orders[id];
        if (order_.state != State.Offered) revert WrongState(order_.state);
        bool bySeller = order_.offeredBySeller;
        address offeror = bySeller ? order_.seller : order_.buyer;
        bool expired = block.timestamp > order_.acceptBy;
        if (!expired && msg.sender != offeror) revert NotAParty(msg.sender);
        uint256 locked = bySeller ? order_.deposit : uint256(order_.price) + order_.deposit;
        order_.state = expired ? State.Expired : State.Cancelled;
        totals.held -= uint128(locked);
        emit Refunded(id, order_.state);
        _pay(offeror, locked);
    }

    /// @notice Not shipped in time, or the seller concedes: everything goes back where it came from.
    function refund(bytes32 id) external nonReentrant {
        Order storage order_ = _orders[id];
        State state = order_.state;
        bool late = state == State.Active && block.timestamp > order_.shipBy;
        if (!late && msg.sender != order_.seller) revert NotSeller(msg.sender);
        if (state != State.Active && state != State.Shipped && state != State.Delivered) revert WrongState(state);
        order_.state = State.Cancelled;
        uint256 deposit = order_.deposit;
        totals.held -= uint128(order_.price + 2 * deposit);
        emit Refunded(id, State.Cancelled);
        _pay(order_.buyer, order_.price + deposit);
        _pay(order_.seller, deposit);
    }

    /// @notice One side calls the court.
    function dispute(bytes32 id) external {
        Order storage order_ = _orders[id];
        if (msg.sender != order_.buyer && msg.sender != order_.seller) revert NotAParty(msg.sender);
        State state = order_.state;
        if (state != State.Active && state != State.Shipped && state != State.Delivered) revert WrongState(state);
        order_.state = State.Disputed;
        emit Disputed(id, msg.sender);
    }

    /// @notice The court decides: the winner gets price and deposit, the court the loser's deposit.
    function rule(bytes32 id, bool buyerWins) external nonReentrant {
        Order storage order_ = _orders[id];
        if (msg.sender != order_.court) revert NotCourt(msg.sender);
        if (order_.state != State.Disputed) revert WrongState(order_.state);
        order_.state = State.Resolved;
        uint256 deposit = order_.deposit;
        totals.held -= uint128(order_.price + 2 * deposit);
        emit Resolved(id, buyerWins);
        _pay(buyerWins ? order_.buyer : order_.seller, order_.price + deposit);
        _pay(msg.sender, deposit);
    }

    /// @notice Pays the caller what it could not be paid before.
    function withdraw() external nonReentrant {
        uint256 amount = credit[msg.sender];
        if (amount == 0) revert NothingToWithdraw();
        credit[msg.sender] = 0;
        (bool paid,) = msg.sender.call{value: amount}("");
        if (!paid) revert NothingToWithdraw();
    }

    /// @notice An order by its id.
    function order(bytes32 id) external view returns (Order memory) {
        return _orders[id];
    }

    /// @notice A page of a party's orders, oldest first.
    function ordersOf(address party, uint256 offset, uint256 limit) external view returns (bytes32[] memory page) {
        if (limit > MAX_PAGE) revert PageTooLarge(limit);
        uint40[] storage all = _ordersOf[party];
        uint256 left = offset < all.length ? all.length - offset : 0;
        page = new bytes32[](limit < left ? limit : left);
        for (uint256 i = 0; i < page.length; ++i) {
            page[i] = orderAt[all[offset + i]];
        }
    }

    /// @dev What no order may promise.
    function _check(Terms calldata terms) private view {
        if (terms.price > type(uint96).max) revert AmountTooLarge(terms.price);
        if (terms.deposit > type(uint96).max) revert AmountTooLarge(terms.deposit);
        bool badParties = terms.buyer == address(0) || terms.seller == address(0);
        bool badFee = terms.feeBps > MAX_FEE_BPS || (terms.feeBps > 0 && terms.marketplace == address(0));
        bool badTimes = block.timestamp > terms.acceptBy || terms.acceptBy > terms.shipBy || terms.shipBy > terms.deliverBy;
        bool badCarrier = terms.carrierDelivery && terms.carrier == address(0);
        if (badParties || badFee || badTimes || badCarrier) revert BadTerms();
    }

    /// @dev Field by field from calldata; the compiler joins the fields of a word into one write. The words of a trade without
    /// carrier, windows, marketplace or court stay zero and are not written.
    function _write(Order storage to, Terms calldata terms, bool bySeller) private {
        to.buyer = terms.buyer;
        to.state = State.Offered;
        to.offeredBySeller = bySeller;
        to.carrierDelivery = terms.carrierDelivery;
        to.feeOnly = terms.feeOnly;
        to.feeBps = terms.feeBps;
        to.acceptBy = terms.acceptBy;
        to.seller = terms.seller;
        to.price = uint96(terms.price);
        to.deposit = uint96(terms.deposit);
        to.shipBy = terms.shipBy;
        to.deliverBy = terms.deliverBy;
        to.inspection = terms.inspection;
        bool windows = terms.bidWindow | terms.acceptWindow | terms.rulingWindow != 0;
        if (terms.carrier != address(0) || windows) {
            to.carrier = terms.carrier;
            to.bidWindow = terms.bidWindow;
            to.acceptWindow = terms.acceptWindow;
            to.rulingWindow = terms.rulingWindow;
        }
        if (terms.marketplace != address(0)) to.marketplace = terms.marketplace;
        if (terms.court != address(0)) to.court = terms.court;
    }

    function _complete(bytes32 id, Order storage order_) private {
        order_.state = State.Completed;
        (uint256 price, uint256 deposit) = (order_.price, order_.deposit);
        uint256 fee = price * order_.feeBps / 10_000;
        totals.held -= uint128(price + 2 * deposit);
        emit Completed(id, price - fee, fee);
        _pay(order_.seller, price - fee + deposit);
        _pay(order_.buyer, deposit);
        if (fee > 0) _pay(order_.marketplace, fee);
    }

    /// @dev Who refuses to be paid blocks nobody: the amount waits for `withdraw`.
    function _pay(address to, uint256 amount) private {
        if (amount == 0) return;
        (bool paid,) = to.call{value: amount, gas: 100_000}("");
        if (!paid) credit[to] += amount;
    }
}
