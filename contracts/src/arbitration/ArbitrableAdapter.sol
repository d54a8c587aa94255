// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {CyberMiles} from "../CyberMiles.sol";
import {IArbitration} from "../interfaces/IArbitration.sol";
import {IArbitrable} from "./IArbitrable.sol";
import {IArbitrator} from "./IArbitrator.sol";

/// @title The native Arbitration, for contracts that speak ERC-792
/// @notice An ERC-792 arbitrator whose disputes are decided by the arbiters of the chain. Choice 1 is the buyer, choice 2 the
/// seller; 0 says that nobody could rule. Native contracts call nobody, so once a dispute is decided anybody has the ruling carried
/// out with `executeRuling`, and the rest of the fee given back with `refund`.
/// @dev There are no appeals: the arbiters' ruling is final. One adapter serves every contract; it holds coins only from the end of
/// a case until they are refunded, and belongs to nobody.
contract ArbitrableAdapter is IArbitrator {
    /// @notice What `createDispute` is given as `_extraData`, ABI-encoded.
    struct Dispute {
        /// Choice 1.
        address buyer;
        /// Choice 2. Where there are no buyer and seller, the side that answers.
        address seller;
        /// Two more accounts that may not arbitrate; zero for nobody.
        address[2] excluded;
        /// Who gets back what the arbiter did not ask for; zero for the contract that created the dispute.
        address refundTo;
        /// How the case runs.
        IArbitration.Terms terms;
    }

    /// @notice What is kept of a dispute.
    struct Kept {
        /// Whose dispute it is.
        IArbitrable arbitrable;
        /// The ruling was carried out.
        bool executed;
        /// Who gets back what the arbiter did not ask for.
        address refundTo;
        /// That was done.
        bool refunded;
    }

    /// @notice The disputes, by the number of their case at the native Arbitration.
    mapping(uint256 disputeID => Kept) public disputes;

    /// @notice What the arbiter did not ask for was given back.
    /// @param disputeID the dispute
    /// @param to who got it
    /// @param amount wei
    event Refunded(uint256 indexed disputeID, address indexed to, uint256 amount);

    /// @notice A dispute here has two choices.
    /// @param choices how many were asked for
    error TwoChoicesOnly(uint256 choices);

    /// @notice There is no such dispute here.
    /// @param disputeID its number
    error NoSuchDispute(uint256 disputeID);

    /// @notice The dispute is not decided yet.
    /// @param disputeID the dispute
    error NotDecided(uint256 disputeID);

    /// @notice That was done before.
    /// @param disputeID the dispute
    error DoneBefore(uint256 disputeID);

    /// @inheritdoc IArbitrator
    /// @dev `_extraData` is what `extraData` gives. The value is the most an arbiter may ask.
    function createDispute(uint256 _choices, bytes calldata _extraData) external payable returns (uint256 disputeID) {
        if (_choices != 2) revert TwoChoicesOnly(_choices);
        Dispute memory dispute = abi.decode(_extraData, (Dispute));
        disputeID = CyberMiles.ARBITRATION.openCase{value: msg.value}(
            dispute.buyer, dispute.seller, dispute.excluded, bytes32(uint256(uint160(msg.sender))), dispute.terms
        );
        address refundTo = dispute.refundTo == address(0) ? msg.sender : dispute.refundTo;
        disputes[disputeID] = Kept(IArbitrable(msg.sender), false, refundTo, false);
        emit DisputeCreation(disputeID, IArbitrable(msg.sender));
    }

    /// @notice Tells the contract the ruling of its dispute. Anybody may, again and again until the contract takes it.
    /// @param disputeID the dispute
    function executeRuling(uint256 disputeID) external {
        Kept storage kept = _decided(disputeID);
        if (kept.executed) revert DoneBefore(disputeID);
        kept.executed = true;
        kept.arbitrable.rule(disputeID, currentRuling(disputeID));
    }

    /// @notice Gives back what the arbiter did not ask for. Anybody may; it does not depend on the contract taking its ruling.
    /// @param disputeID the dispute
    function refund(uint256 disputeID) external {
        Kept storage kept = _decided(disputeID);
        if (kept.refunded) revert DoneBefore(disputeID);
        kept.refunded = true;
        // This much the native contract has paid back to this one when the case ended.
        IArbitration.CaseRecord memory record = CyberMiles.ARBITRATION.getCase(disputeID);
        bool ruled = record.outcome == IArbitration.Outcome.Buyer || record.outcome == IArbitration.Outcome.Seller;
        uint256 amount = ruled ? record.maxFee - record.fee : record.maxFee;
        if (amount > 0) CyberMiles.CMT.transfer(kept.refundTo, amount);
        emit Refunded(disputeID, kept.refundTo, amount);
    }

    /// @notice What `createDispute` is to be given for a dispute.
    /// @param dispute the dispute
    /// @return encoded its ABI encoding
    function extraData(Dispute calldata dispute) external pure returns (bytes memory encoded) {
        return abi.encode(dispute);
    }

    /// @inheritdoc IArbitrator
    /// @dev The same for all extra data.
    function arbitrationCost(bytes calldata) external view returns (uint256 cost) {
        return CyberMiles.ARBITRATION.arbitrationCost();
    }

    /// @inheritdoc IArbitrator
    function disputeStatus(uint256 _disputeID) external view returns (DisputeStatus status) {
        (IArbitration.Phase phase,) = _ruling(_disputeID);
        return phase == IArbitration.Phase.Closed ? DisputeStatus.Solved : DisputeStatus.Waiting;
    }

    /// @inheritdoc IArbitrator
    function currentRuling(uint256 _disputeID) public view returns (uint256 ruling) {
        (, IArbitration.Outcome outcome) = _ruling(_disputeID);
        if (outcome == IArbitration.Outcome.Buyer) return 1;
        if (outcome == IArbitration.Outcome.Seller) return 2;
        return 0;
    }

    function _ruling(uint256 disputeID) private view returns (IArbitration.Phase, IArbitration.Outcome) {
        if (address(disputes[disputeID].arbitrable) == address(0)) revert NoSuchDispute(disputeID);
        return CyberMiles.ARBITRATION.ruling(disputeID);
    }

    function _decided(uint256 disputeID) private view returns (Kept storage) {
        (IArbitration.Phase phase,) = _ruling(disputeID);
        if (phase != IArbitration.Phase.Closed) revert NotDecided(disputeID);
        return disputes[disputeID];
    }
}
