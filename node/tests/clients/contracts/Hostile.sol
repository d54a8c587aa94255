// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// Reaches a native contract in every way the EVM has, and tells what came back.
contract Hostile {
    /// How a contract can run another's code.
    enum Way {
        Call,
        StaticCall,
        DelegateCall,
        CallCode
    }

    /// What the fallback was called with, if it ever ran.
    uint256 public entered;
    bytes public entry;

    /// What came of a call that was undone: the answer is all that is left of it.
    error Undone(bool success, bytes answer);

    event Attempted(bool success, bytes answer);

    /// Runs when someone pays or calls this contract: calls whoever did that back with what it was told to.
    fallback() external payable {
        entered += 1;
        (bool success, bytes memory answer) = msg.sender.call(entry);
        emit Attempted(success, answer);
    }

    receive() external payable {
        entered += 1;
        (bool success, bytes memory answer) = msg.sender.call(entry);
        emit Attempted(success, answer);
    }

    constructor() payable {}

    /// What the fallback is to call back with.
    function arm(bytes calldata data) external {
        entry = data;
    }

    /// Calls in the given way with at most `gasLimit` gas, and passes the answer on, or the revert.
    function pass(Way way, address to, uint256 value, bytes calldata data, uint256 gasLimit)
        external
        payable
        returns (bytes memory)
    {
        (bool success, bytes memory answer) = _run(way, to, value, data, gasLimit);
        if (success) return answer;
        assembly ("memory-safe") {
            revert(add(answer, 0x20), mload(answer))
        }
    }

    /// Calls in the given way and says in an event and in its result what came of it; never reverts itself.
    function attempt(Way way, address to, uint256 value, bytes calldata data, uint256 gasLimit)
        external
        payable
        returns (bool success, bytes memory answer)
    {
        (success, answer) = _run(way, to, value, data, gasLimit);
        emit Attempted(success, answer);
    }

    /// Calls with each `step`th gas limit from `from` up to, not including, `end`, until one suffices.
    function sweep(address to, uint256 value, bytes calldata data, uint256 from, uint256 end, uint256 step) external payable {
        bool success;
        bytes memory answer;
        for (uint256 gasLimit = from; gasLimit < end && !success; gasLimit += step) {
            (success, answer) = to.call{value: value, gas: gasLimit}(data);
        }
        emit Attempted(success, answer);
    }

    /// Makes a call that succeeds, in a frame that then reverts and is caught.
    function caught(address to, uint256 value, bytes calldata data) external payable returns (bool success, bytes memory answer) {
        try this.undone(to, value, data) {
            revert("it was not undone");
        } catch (bytes memory reason) {
            (success, answer) = abi.decode(_afterSelector(reason), (bool, bytes));
        }
        emit Attempted(success, answer);
    }

    /// Makes a call and reverts with what came of it.
    function undone(address to, uint256 value, bytes calldata data) external payable {
        (bool success, bytes memory answer) = to.call{value: value}(data);
        revert Undone(success, answer);
    }

    /// Makes the call `depth` frames further down.
    function deep(uint256 depth, address to, uint256 value, bytes calldata data) external payable returns (bytes memory) {
        if (depth > 0) return this.deep(depth - 1, to, value, data);
        return this.pass(Way.Call, to, value, data, gasleft());
    }

    function _run(Way way, address to, uint256 value, bytes memory data, uint256 gasLimit)
        private
        returns (bool success, bytes memory answer)
    {
        if (way == Way.Call) return to.call{value: value, gas: gasLimit}(data);
        if (way == Way.StaticCall) return to.staticcall{gas: gasLimit}(data);
        if (way == Way.DelegateCall) return to.delegatecall{gas: gasLimit}(data);
        // Solidity has no word for CALLCODE any more.
        assembly ("memory-safe") {
            success := callcode(gasLimit, to, value, add(data, 0x20), mload(data), 0, 0)
            answer := mload(0x40)
            mstore(answer, returndatasize())
            returndatacopy(add(answer, 0x20), 0, returndatasize())
            mstore(0x40, add(answer, and(add(returndatasize(), 0x3f), not(0x1f))))
        }
    }

    function _afterSelector(bytes memory reason) private pure returns (bytes memory rest) {
        rest = new bytes(reason.length - 4);
        for (uint256 i = 0; i < rest.length; ++i) {
            rest[i] = reason[i + 4];
        }
    }
}

/// Calls from its constructor, when it has no code yet.
contract Newborn {
    bytes public answer;

    constructor(address to, bytes memory data) payable {
        (bool success, bytes memory said) = to.call{value: msg.value}(data);
        require(success, "refused");
        answer = said;
    }
}

/// Forces its coins onto an account that cannot refuse them.
contract Bomb {
    constructor(address payable victim) payable {
        assembly {
            selfdestruct(victim)
        }
    }
}

/// What Solidity's own checks see of a native contract.
contract Witness {
    function codeOf(address account) external view returns (uint256 size, bytes32 hash, bytes memory code) {
        return (account.code.length, account.codehash, account.code);
    }
}
