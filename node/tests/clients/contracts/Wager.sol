// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IArbitrable} from "@cybermiles/contracts/src/arbitration/IArbitrable.sol";
import {IArbitrator} from "@cybermiles/contracts/src/arbitration/IArbitrator.sol";

// So that the suites can deploy them.
import {ArbitrableAdapter} from "@cybermiles/contracts/src/arbitration/ArbitrableAdapter.sol";
import {Shop} from "@cybermiles/contracts/src/examples/Shop.sol";

/// A contract that knows ERC-792 and nothing of this chain.
contract Wager is IArbitrable {
    IArbitrator public immutable arbitrator;
    uint256 public disputeID;
    uint256 public ruling = type(uint256).max;
    bool public refuses;

    constructor(IArbitrator arbitrator_) {
        arbitrator = arbitrator_;
    }

    receive() external payable {}

    function setRefuses(bool refuses_) external {
        refuses = refuses_;
    }

    function dispute(uint256 choices, bytes calldata extraData) external payable {
        disputeID = arbitrator.createDispute{value: msg.value}(choices, extraData);
    }

    function rule(uint256 disputeID_, uint256 ruling_) external {
        require(!refuses, "not now");
        require(msg.sender == address(arbitrator) && disputeID_ == disputeID, "not the arbitrator");
        ruling = ruling_;
        emit Ruling(arbitrator, disputeID_, ruling_);
    }
}
