pragma solidity ^0.4.18;

// The ERC-20 CMT once more, in own words: the same storage, in the same places, and the same rules.
// 0 totalSupply, 1 balances, 2 allowances, 3 owner and paused, 4 name, 5 symbol, 6 decimals,
// 7 INITIAL_SUPPLY. Like the one of 2017 the constructor gives the supply away without a log.

library Checked {
    function plus(uint256 a, uint256 b) internal pure returns (uint256) {
        uint256 sum = a + b;
        assert(sum >= a);
        return sum;
    }

    function minus(uint256 a, uint256 b) internal pure returns (uint256) {
        assert(b <= a);
        return a - b;
    }
}

contract Supply {
    uint256 public totalSupply;
}

contract Ledger is Supply {
    using Checked for uint256;

    mapping(address => uint256) balances;

    event Transfer(address indexed from, address indexed to, uint256 value);

    function balanceOf(address owner) public view returns (uint256) {
        return balances[owner];
    }

    function move(address from, address to, uint256 value) internal {
        require(to != address(0));
        balances[from] = balances[from].minus(value);
        balances[to] = balances[to].plus(value);
        Transfer(from, to, value);
    }
}

contract Allowances is Ledger {
    mapping(address => mapping(address => uint256)) internal allowed;

    event Approval(address indexed owner, address indexed spender, uint256 value);

    function allowance(address owner, address spender) public view returns (uint256) {
        return allowed[owner][spender];
    }
}

contract Owned is Allowances {
    address public owner;

    modifier onlyOwner() {
        require(msg.sender == owner);
        _;
    }

    function Owned() public {
        owner = msg.sender;
    }
}

contract Pausing is Owned {
    bool public paused = false;

    event Pause();
    event Unpause();

    modifier whenRunning() {
        require(!paused);
        _;
    }

    function pause() public onlyOwner whenRunning {
        paused = true;
        Pause();
    }

    function unpause() public onlyOwner {
        require(paused);
        paused = false;
        Unpause();
    }
}

contract CyberMilesToken is Pausing {
    string public name;
    string public symbol;
    uint256 public decimals;
    uint256 public INITIAL_SUPPLY;

    function CyberMilesToken() public {
        name = "CyberMiles Token";
        symbol = "CMT";
        decimals = 18;
        INITIAL_SUPPLY = 1000000000 * (10 ** 18);
        totalSupply = INITIAL_SUPPLY;
        balances[msg.sender] = INITIAL_SUPPLY;
    }

    function transfer(address to, uint256 value) public whenRunning returns (bool) {
        move(msg.sender, to, value);
        return true;
    }

    function approve(address spender, uint256 value) public whenRunning returns (bool) {
        allowed[msg.sender][spender] = value;
        Approval(msg.sender, spender, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) public whenRunning returns (bool) {
        allowed[from][msg.sender] = allowed[from][msg.sender].minus(value);
        move(from, to, value);
        return true;
    }
}
