pragma solidity ^0.4.18;

// Contracts that hold tokens, of the kinds that did in 2018.

contract Token {
    function transfer(address to, uint256 value) public returns (bool);
    function balanceOf(address owner) public view returns (uint256);
}

// Two of three owners move what it has.
contract Multisig {
    address[3] public owners;
    mapping(bytes32 => mapping(address => bool)) agreed;

    function Multisig(address a, address b, address c) public {
        owners = [a, b, c];
    }

    function send(Token token, address to, uint256 value) public {
        bytes32 what = keccak256(token, to, value);
        agreed[what][msg.sender] = true;
        uint256 count = 0;
        for (uint256 at = 0; at < 3; at++) {
            if (agreed[what][owners[at]]) count++;
        }
        require(count >= 2);
        require(token.transfer(to, value));
    }
}

// What an exchange gives a customer to pay to: everything goes on to one wallet.
contract Forwarder {
    address public wallet;

    function Forwarder(address to) public {
        wallet = to;
    }

    function sweep(Token token) public {
        require(token.transfer(wallet, token.balanceOf(this)));
    }
}
