// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IArbitrable} from "./IArbitrable.sol";

/// @title A contract that decides disputes of others (ERC-792)
/// @notice Whoever pays `arbitrationCost` may create a dispute and is told the ruling.
interface IArbitrator {
    /// @notice Where a dispute stands. `Waiting`: not decided. `Appealable`: decided, but that can change. `Solved`: decided for good.
    enum DisputeStatus {
        Waiting,
        Appealable,
        Solved
    }

    /// @notice A dispute was created.
    /// @param _disputeID its number here
    /// @param _arbitrable whose dispute it is
    event DisputeCreation(uint256 indexed _disputeID, IArbitrable indexed _arbitrable);

    /// @notice Creates a dispute of the caller. The value is the fee.
    /// @param _choices how many rulings are possible, beside 0 for none
    /// @param _extraData what else the arbitrator needs to know
    /// @return disputeID its number here
    function createDispute(uint256 _choices, bytes calldata _extraData) external payable returns (uint256 disputeID);

    /// @notice The least fee for a dispute.
    /// @param _extraData what `createDispute` would be given
    /// @return cost in wei
    function arbitrationCost(bytes calldata _extraData) external view returns (uint256 cost);

    /// @notice Where a dispute stands.
    /// @param _disputeID the dispute
    /// @return status where it stands
    function disputeStatus(uint256 _disputeID) external view returns (DisputeStatus status);

    /// @notice The ruling of a dispute.
    /// @param _disputeID the dispute
    /// @return ruling which choice won; 0 while it is not decided, or when it could not be
    function currentRuling(uint256 _disputeID) external view returns (uint256 ruling);
}
