// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// Everything a client library has to decode, one function each.
contract Probe {
    error Refused(address caller, uint256 code);

    event Noted(address indexed from, uint256 indexed topic, bytes data);

    uint256 public value;
    mapping(address => uint256) public notes;

    receive() external payable {}

    function failCustom(uint256 code) external {
        value = code;
        revert Refused(msg.sender, code);
    }

    function failReason() external {
        value = 1;
        revert("the door is closed");
    }

    function failPanic(uint256 divisor) external returns (uint256) {
        value = 10 / divisor;
        return value;
    }

    function failEmpty() external {
        value = 1;
        assembly {
            revert(0, 0)
        }
    }

    function failInvalid() external {
        value = 1;
        assembly {
            invalid()
        }
    }

    function set(uint256 newValue) external payable {
        value = newValue;
    }

    function note(uint256 topic, bytes calldata data) external {
        notes[msg.sender] += 1;
        emit Noted(msg.sender, topic, data);
    }

    /// Calls itself `depth` times before it writes: the caller of each call keeps 1/64 of the gas (EIP-150).
    function nest(uint256 depth) external {
        if (depth == 0) {
            for (uint256 i = 0; i < 4; i++) {
                notes[address(uint160(i + 1))] += 1;
            }
        } else {
            this.nest(depth - 1);
        }
    }

    /// Writes, then clears: a part of the gas comes back at the end (EIP-3529).
    function scratch(uint256 rounds) external {
        for (uint256 i = 0; i < rounds; i++) {
            notes[address(uint160(1000 + i))] = 1;
        }
        for (uint256 i = 0; i < rounds; i++) {
            delete notes[address(uint160(1000 + i))];
        }
    }

    function environment()
        external
        view
        returns (uint256 chainId, uint256 number, uint256 timestamp, uint256 baseFee, uint256 gasLimit, address coinbase, bytes32 parent)
    {
        return (block.chainid, block.number, block.timestamp, block.basefee, block.gaslimit, block.coinbase, blockhash(block.number - 1));
    }

    function sender() external view returns (address) {
        return msg.sender;
    }
}
