// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

// So that the suites can deploy it.
import {QuarterlyVesting} from "@cybermiles/contracts/src/vesting/QuarterlyVesting.sol";

/// A beneficiary that takes no payment until it is told to.
contract Reluctant {
    bool private willing;

    function agree() external {
        willing = true;
    }

    receive() external payable {
        require(willing, "not yet");
    }
}
