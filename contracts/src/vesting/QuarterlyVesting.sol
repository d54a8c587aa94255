// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @title CMT that is released a tenth a quarter
/// @notice Holds the CMT of a beneficiary and releases a tenth of it with each quarter that has passed since the start, the first
/// after one quarter, all of it after two and a half years. A genesis block holds one for each allocation that vests; anybody can
/// deploy another.
/// @dev A quarter is a fourth of 365.25 days, so that ten are two and a half years to the second. What is sent here later vests by
/// the same schedule, as in OpenZeppelin's VestingWallet. There are no immutables, so that the code is the same everywhere and a
/// genesis block sets three slots: slot 0 holds the beneficiary and, above it, the start; slot 1 what was released; slot 2 who was
/// named to take over.
contract QuarterlyVesting {
    /// @notice Seconds of a quarter: a fourth of 365.25 days.
    uint64 public constant QUARTER = 7_889_400;

    /// @notice Quarters until all is released.
    uint256 public constant QUARTERS = 10;

    /// @notice Who is paid.
    address public beneficiary;

    /// @notice When the first quarter begins, in seconds since 1970.
    uint64 public start;

    /// @notice What was paid so far, in wei.
    uint256 public released;

    /// @notice Who was named to take the beneficiary's place; zero for nobody.
    address public successor;

    /// @notice CMT was paid.
    /// @param beneficiary to whom
    /// @param amount in wei
    event Released(address indexed beneficiary, uint256 amount);

    /// @notice The beneficiary named who may take its place.
    /// @param successor who; zero for nobody
    event SuccessorNamed(address indexed successor);

    /// @notice The successor took the beneficiary's place.
    /// @param previous who was paid before
    /// @param beneficiary who is from now on
    event BeneficiaryChanged(address indexed previous, address indexed beneficiary);

    /// @notice A vesting needs a beneficiary.
    error NoBeneficiary();

    /// @notice Only the beneficiary names its successor.
    /// @param caller who tried
    error NotBeneficiary(address caller);

    /// @notice Only who was named takes the beneficiary's place.
    /// @param caller who tried
    error NotSuccessor(address caller);

    /// @notice Nothing is released now.
    /// @param next when the next tenth is, in seconds since 1970; 0 when all was
    error NothingToRelease(uint256 next);

    /// @notice The beneficiary refused the payment.
    error PaymentFailed();

    /// @notice A vesting of what is sent along and of what is sent later.
    /// @param beneficiary_ who is paid
    /// @param start_ when the first quarter begins, in seconds since 1970
    constructor(address beneficiary_, uint64 start_) payable {
        require(beneficiary_ != address(0), NoBeneficiary());
        beneficiary = beneficiary_;
        start = start_;
    }

    /// @notice Takes CMT to be released by the schedule.
    receive() external payable {}

    /// @notice Pays the beneficiary what is released and was not paid yet. For anybody.
    /// @return amount what was paid, in wei
    function release() external returns (uint256 amount) {
        amount = releasable();
        if (amount == 0) {
            uint256 next = quarters(block.timestamp) + 1;
            revert NothingToRelease(next > QUARTERS ? 0 : start + next * QUARTER);
        }
        released += amount;
        address to = beneficiary;
        emit Released(to, amount);
        (bool paid,) = to.call{value: amount}("");
        require(paid, PaymentFailed());
    }

    /// @notice Names who may take the beneficiary's place. Only for the beneficiary.
    /// @param successor_ who; zero for nobody
    function nameSuccessor(address successor_) external {
        require(msg.sender == beneficiary, NotBeneficiary(msg.sender));
        successor = successor_;
        emit SuccessorNamed(successor_);
    }

    /// @notice Takes the beneficiary's place. Only for the successor it named.
    function succeed() external {
        require(msg.sender == successor, NotSuccessor(msg.sender));
        emit BeneficiaryChanged(beneficiary, msg.sender);
        beneficiary = msg.sender;
        successor = address(0);
    }

    /// @notice What `release` would pay now.
    /// @return the amount, in wei
    function releasable() public view returns (uint256) {
        return vested(block.timestamp) - released;
    }

    /// @notice What is released by a moment, whether paid or not.
    /// @param time the moment, in seconds since 1970
    /// @return the amount, in wei
    function vested(uint256 time) public view returns (uint256) {
        return (address(this).balance + released) * quarters(time) / QUARTERS;
    }

    /// @notice How many quarters have passed by a moment, at most ten.
    /// @param time the moment, in seconds since 1970
    /// @return the number
    function quarters(uint256 time) public view returns (uint256) {
        if (time < start) return 0;
        uint256 passed = (time - start) / QUARTER;
        return passed < QUARTERS ? passed : QUARTERS;
    }
}
