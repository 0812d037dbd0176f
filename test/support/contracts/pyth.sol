// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {MockPyth} from "@pythnetwork/pyth-sdk-solidity/MockPyth.sol";

/// The Pyth contract that its own package carries for tests, without a fee.
contract LocalPyth is MockPyth(60, 0) {}
