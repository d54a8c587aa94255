// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Token} from "../contracts/Token.sol";
import {CounterV1, CounterProxy} from "../contracts/Counter.sol";

/// The two cheat codes of forge this script needs.
interface Vm {
    function startBroadcast() external;
    function stopBroadcast() external;
}

/// Deploys a token and a proxied counter, and uses both, in five transactions.
contract Deploy {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    bool public constant IS_SCRIPT = true;

    function run(address holder) external returns (address token, address counter) {
        VM.startBroadcast();
        Token coin = new Token("Forged Token", "FORGE", 1_000_000);
        CounterV1 implementation = new CounterV1();
        CounterProxy proxy = new CounterProxy(address(implementation), abi.encodeCall(CounterV1.initialize, (msg.sender, 10)));
        coin.transfer(holder, 1234);
        CounterV1(address(proxy)).increment();
        VM.stopBroadcast();
        return (address(coin), address(proxy));
    }
}
