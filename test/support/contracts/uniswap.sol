// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IUniswapV3Pool} from "@uniswap/v3-core/contracts/interfaces/IUniswapV3Pool.sol";

/// Gives liquidity to a pool, and trades with it, out of its own tokens.
contract Trader {
    function mint(IUniswapV3Pool pool, int24 lower, int24 upper, uint128 liquidity) external {
        pool.mint(address(this), lower, upper, liquidity, "");
    }

    function burn(IUniswapV3Pool pool, int24 lower, int24 upper, uint128 liquidity) external {
        pool.burn(lower, upper, liquidity);
    }

    /// Trades until the price is there.
    function push(IUniswapV3Pool pool, uint160 sqrtPriceX96) public {
        (uint160 now_, , , , , , ) = pool.slot0();
        pool.swap(address(this), sqrtPriceX96 < now_, type(int128).max, sqrtPriceX96, "");
    }

    /// The price is there and back within one transaction.
    function pushAndBack(IUniswapV3Pool pool, uint160 sqrtPriceX96) external {
        (uint160 before, , , , , , ) = pool.slot0();
        push(pool, sqrtPriceX96);
        push(pool, before);
    }

    function uniswapV3MintCallback(uint256 owed0, uint256 owed1, bytes calldata) external {
        pay(IUniswapV3Pool(msg.sender).token0(), int256(owed0));
        pay(IUniswapV3Pool(msg.sender).token1(), int256(owed1));
    }

    function uniswapV3SwapCallback(int256 owed0, int256 owed1, bytes calldata) external {
        pay(IUniswapV3Pool(msg.sender).token0(), owed0);
        pay(IUniswapV3Pool(msg.sender).token1(), owed1);
    }

    function pay(address token, int256 owed) private {
        if (owed > 0) require(IERC20(token).transfer(msg.sender, uint256(owed)));
    }
}
