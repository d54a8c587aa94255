// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {Addresses} from "./Addresses.sol";
import {IArbitration} from "./interfaces/IArbitration.sol";
import {ICMT} from "./interfaces/ICMT.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {IGovernance} from "./interfaces/IGovernance.sol";
import {IIdentity} from "./interfaces/IIdentity.sol";
import {IMigration} from "./interfaces/IMigration.sol";
import {IStaking} from "./interfaces/IStaking.sol";

/// @title The native contracts of CyberMiles, with their types
/// @notice `CyberMiles.ESCROW.accept{value: price}(id)` is all it takes to call one. `Addresses.sol` has the bare addresses.
library CyberMiles {
    /// @notice The native coin as an ERC-20.
    ICMT internal constant CMT = ICMT(Addresses.CMT);
    /// @notice Orders between a buyer and a seller who do not trust each other.
    IEscrow internal constant ESCROW = IEscrow(Addresses.ESCROW);
    /// @notice Disputes and the arbiters who decide them.
    IArbitration internal constant ARBITRATION = IArbitration(Addresses.ARBITRATION);
    /// @notice Keys, commitments, attestations and permissions of persons.
    IIdentity internal constant IDENTITY = IIdentity(Addresses.IDENTITY);
    /// @notice Proposals and votes.
    IGovernance internal constant GOVERNANCE = IGovernance(Addresses.GOVERNANCE);
    /// @notice Validators, delegations, rewards, slashing and the supply.
    IStaking internal constant STAKING = IStaking(Addresses.STAKING);
    /// @notice Claims of coins the ERC-20 left behind.
    IMigration internal constant MIGRATION = IMigration(Addresses.MIGRATION);
}
