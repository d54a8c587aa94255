// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IArbitrator} from "./IArbitrator.sol";

/// @title A contract whose disputes somebody else decides (ERC-792)
/// @notice It pays an arbitrator for a dispute and is told the ruling.
interface IArbitrable {
    /// @notice A ruling was carried out.
    /// @param _arbitrator who ruled
    /// @param _disputeID the dispute at that arbitrator
    /// @param _ruling which choice won; 0 when the arbitrator could not decide
    event Ruling(IArbitrator indexed _arbitrator, uint256 indexed _disputeID, uint256 _ruling);

    /// @notice Carries a ruling out. Only the arbitrator of the dispute may call it.
    /// @param _disputeID the dispute at that arbitrator
    /// @param _ruling which choice won; 0 when the arbitrator could not decide
    function rule(uint256 _disputeID, uint256 _ruling) external;
}
