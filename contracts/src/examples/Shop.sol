// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {CyberMiles} from "../CyberMiles.sol";
import {IEscrow} from "../interfaces/IEscrow.sol";

/// @title A shop that sells through the native Escrow
/// @notice Whoever wants an item calls `order`: the shop offers them an escrow order and locks its own deposit. They accept it at
/// the Escrow with the price and their deposit, and from there the Escrow runs the trade: if they stay silent after the delivery the
/// shop is paid by itself, if the shop does not ship they get everything back by themselves.
/// @dev An example to start from. The shop needs some CMT of its own for its deposits: send it some. What it earns comes as a plain
/// change of its balance, without any of its code being run.
contract Shop {
    /// @notice What can be bought.
    struct Item {
        /// Wei; zero: not for sale.
        uint96 price;
        /// Wei each side locks until the trade has ended.
        uint96 deposit;
        /// Hash of the item's description, which the buyer agrees to.
        bytes32 description;
    }

    /// @notice Who runs the shop.
    address public immutable owner;
    /// @notice The items, by a number the owner chose.
    mapping(uint256 number => Item) public items;
    /// @notice Orders offered so far; it makes each order's id differ.
    uint256 public orders;

    /// @notice An item is for sale, has changed, or (price 0) is no longer for sale.
    /// @param number the item
    /// @param item what it is from now on
    event Listed(uint256 indexed number, Item item);

    /// @notice Only the owner may do this.
    /// @param caller who tried
    error NotOwner(address caller);

    /// @notice This item is not for sale.
    /// @param number the item
    error NotForSale(uint256 number);

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        _;
    }

    constructor() payable {
        owner = msg.sender;
    }

    /// @notice The shop's CMT, from which its deposits are locked.
    receive() external payable {}

    /// @notice Puts an item on sale, changes it, or takes it off with price 0.
    /// @param number the item
    /// @param item what it is
    function list(uint256 number, Item calldata item) external onlyOwner {
        items[number] = item;
        emit Listed(number, item);
    }

    /// @notice Offers the caller an order of one item, good for an hour. To buy it, call `accept` of the Escrow with its id and, as
    /// value, price and deposit.
    /// @param number the item
    /// @return id the order at the Escrow
    function order(uint256 number) external returns (bytes32 id) {
        Item memory item = items[number];
        if (item.price == 0) revert NotForSale(number);
        IEscrow.Terms memory terms;
        terms.buyer = msg.sender;
        terms.seller = address(this);
        terms.price = item.price;
        terms.deposit = item.deposit;
        terms.expiry = uint40(block.timestamp + 1 hours);
        terms.shipBy = uint40(block.timestamp + 3 days);
        terms.deliverBy = uint40(block.timestamp + 14 days);
        terms.inspection = 3 days;
        terms.termsHash = item.description;
        terms.salt = bytes32(++orders);
        return CyberMiles.ESCROW.offer{value: item.deposit}(terms);
    }

    /// @notice Tells the buyer that the item is on its way.
    /// @param id the order
    /// @param trackingHash hash of the tracking number
    function ship(bytes32 id, bytes32 trackingHash) external onlyOwner {
        CyberMiles.ESCROW.ship(id, trackingHash);
    }

    /// @notice Gives the buyer everything back.
    /// @param id the order
    function concede(bytes32 id) external onlyOwner {
        CyberMiles.ESCROW.concede(id);
    }

    /// @notice Pays out what the shop has earned, or its deposits.
    /// @param to who gets it
    /// @param amount wei
    function withdraw(address to, uint256 amount) external onlyOwner {
        // The same coins as `to.call{value: amount}("")` would send, but no code of the receiver runs.
        CyberMiles.CMT.transfer(to, amount);
    }
}
