// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @title The cheapest escrow in common use, for the native coin
/// @notice The other end of the scale: only one packed word per order is stored, under the hash of its terms, and whoever acts
/// hands in the terms again. Nothing can be read or listed on chain: a lost set of terms is a lost order. This is the design of
/// Base's commerce-payments, with the native Escrow's three steps.
contract EscrowBareTwin is ReentrancyGuardTransient {
    /// @notice Where an order is.
    enum State {
        None,
        Offered,
        Active,
        Closed
    }

    /// @notice What both sides agree to. Times are Unix seconds, spans are seconds, amounts are wei.
    struct Terms {
        address buyer;
        address seller;
        uint96 price;
        uint96 deposit;
        address carrier;
        address marketplace;
        uint16 feeBps;
        bool carrierDelivery;
        uint40 acceptBy;
        uint40 shipBy;
        uint40 deliverBy;
        uint32 inspection;
        address court;
        bytes32 termsHash;
        uint256 salt;
    }

    /// @notice All that is stored of an order: what is locked in it lies beside its state.
    struct Status {
        State state;
        bool offeredBySeller;
        uint112 locked;
    }

    /// @notice The largest fee of a marketplace, in basis points.
    uint256 public constant MAX_FEE_BPS = 1_000;

    /// @notice The status of an order by the hash of its terms.
    mapping(bytes32 id => Status) public status;

    event Offered(bytes32 indexed id, Terms terms);
    event Accepted(bytes32 indexed id);
    event Completed(bytes32 indexed id, uint256 fee);
    event Refunded(bytes32 indexed id);

    error NotAParty(address caller);
    error WrongState(State have);
    error WrongValue(uint256 have, uint256 want);
    error BadTerms();
    error TooEarly(uint256 now_, uint256 due);
    error TooLate(uint256 now_, uint256 deadline);
    error PaymentRefused(address to);

    /// @notice Offers a trade; the caller is one side and locks its part.
    function offer(Terms calldata terms) external payable returns (bytes32 id) {
        bool bySeller = msg.sender == terms.seller;
        if (!bySeller && msg.sender != terms.buyer) revert NotAParty(msg.sender);
        if (terms.feeBps > MAX_FEE_BPS || block.timestamp > terms.acceptBy) revert BadTerms();
        uint256 want = bySeller ? terms.deposit : uint256(terms.price) + terms.deposit;
        if (msg.value != want) revert WrongValue(msg.value, want);
        id = hash(terms);
        State have = status[id].state;
        if (have != State.None) revert WrongState(have);
        status[id] = Status(State.Offered, bySeller, uint112(want));
        emit Offered(id, terms);
    }

    /// @notice The other side agrees and locks its part.
    function accept(Terms calldata terms) external payable {
        bytes32 id = hash(terms);
        Status memory now_ = status[id];
        if (now_.state != State.Offered) revert WrongState(now_.state);
        if (block.timestamp > terms.acceptBy) revert TooLate(block.timestamp, terms.acceptBy);
        if (msg.sender != (now_.offeredBySeller ? terms.buyer : terms.seller)) revert NotAParty(msg.sender);
        uint256 want = now_.offeredBySeller ? uint256(terms.price) + terms.deposit : terms.deposit;
        if (msg.value != want) revert WrongValue(msg.value, want);
        status[id] = Status(State.Active, now_.offeredBySeller, uint112(now_.locked + want));
        emit Accepted(id);
    }

    /// @notice The buyer is content, or the time to object is over: the seller is paid, the deposits go home.
    function complete(Terms calldata terms) external nonReentrant {
        bytes32 id = hash(terms);
        Status memory now_ = status[id];
        if (now_.state != State.Active) revert WrongState(now_.state);
        uint256 due = uint256(terms.deliverBy) + terms.inspection;
        if (msg.sender != terms.buyer && block.timestamp < due) revert TooEarly(block.timestamp, due);
        status[id] = Status(State.Closed, now_.offeredBySeller, 0);
        uint256 fee = uint256(terms.price) * terms.feeBps / 10_000;
        emit Completed(id, fee);
        _pay(terms.seller, terms.price - fee + terms.deposit);
        _pay(terms.buyer, terms.deposit);
        _pay(terms.marketplace, fee);
    }

    /// @notice The seller gives up, or nobody accepted: everything goes back where it came from.
    function refund(Terms calldata terms) external nonReentrant {
        bytes32 id = hash(terms);
        Status memory now_ = status[id];
        bool expired = now_.state == State.Offered && block.timestamp > terms.acceptBy;
        if (!expired && msg.sender != terms.seller) revert NotAParty(msg.sender);
        if (now_.state != State.Offered && now_.state != State.Active) revert WrongState(now_.state);
        status[id] = Status(State.Closed, now_.offeredBySeller, 0);
        emit Refunded(id);
        bool both = now_.state == State.Active;
        if (both || !now_.offeredBySeller) _pay(terms.buyer, uint256(terms.price) + terms.deposit);
        if (both || now_.offeredBySeller) _pay(terms.seller, terms.deposit);
    }

    /// @notice The id of an order: the hash of its terms, bound to this chain and contract.
    function hash(Terms calldata terms) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), terms));
    }

    function _pay(address to, uint256 amount) private {
        if (amount == 0) return;
        (bool paid,) = to.call{value: amount}("");
        if (!paid) revert PaymentRefused(to);
    }
}
