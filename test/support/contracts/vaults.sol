// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

/// A token with any number of decimals that anybody can make.
contract Token is ERC20 {
    uint8 private immutable places;

    constructor(uint8 places_) ERC20("Token", "TKN") {
        places = places_;
    }

    function decimals() public view override returns (uint8) {
        return places;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function burn(address from, uint256 amount) external {
        _burn(from, amount);
    }
}

/// OpenZeppelin's vault with every fault and every right of its owner that a test needs.
contract Vault is ERC4626, Ownable, Pausable {
    constructor(IERC20 asset_) ERC20("Vault", "VLT") ERC4626(asset_) Ownable(msg.sender) {}

    /// Whoever calls takes what they want.
    function drain(uint256 amount) external {
        require(IERC20(asset()).transfer(msg.sender, amount));
    }

    /// The owner takes a fee out of the assets.
    function takeFee(uint256 amount) external onlyOwner {
        require(IERC20(asset()).transfer(owner(), amount));
    }

    /// Shares out of nothing.
    function mintUnbacked(uint256 shares) external {
        _mint(msg.sender, shares);
    }

    /// Everything leaves and comes back within one transaction.
    function flashLoan(address receiver) external {
        uint256 all = totalAssets();
        require(IERC20(asset()).transfer(receiver, all));
        Borrower(receiver).giveBack(IERC20(asset()), all);
        require(totalAssets() == all);
    }

    function pause() external onlyOwner {
        _pause();
    }

    function unpause() external onlyOwner {
        _unpause();
    }
}

contract Borrower {
    function giveBack(IERC20 token, uint256 amount) external {
        require(token.transfer(msg.sender, amount));
    }
}
