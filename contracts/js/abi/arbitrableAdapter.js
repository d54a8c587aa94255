// Written by scripts/build.mjs from the Solidity sources.
export const arbitrableAdapterAbi = [
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "disputeID",
        "type": "uint256"
      }
    ],
    "name": "DoneBefore",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "disputeID",
        "type": "uint256"
      }
    ],
    "name": "NoSuchDispute",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "disputeID",
        "type": "uint256"
      }
    ],
    "name": "NotDecided",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "choices",
        "type": "uint256"
      }
    ],
    "name": "TwoChoicesOnly",
    "type": "error"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "uint256",
        "name": "_disputeID",
        "type": "uint256"
      },
      {
        "indexed": true,
        "internalType": "contract IArbitrable",
        "name": "_arbitrable",
        "type": "address"
      }
    ],
    "name": "DisputeCreation",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "uint256",
        "name": "disputeID",
        "type": "uint256"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "to",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "Refunded",
    "type": "event"
  },
  {
    "inputs": [
      {
        "internalType": "bytes",
        "name": "",
        "type": "bytes"
      }
    ],
    "name": "arbitrationCost",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "cost",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "_choices",
        "type": "uint256"
      },
      {
        "internalType": "bytes",
        "name": "_extraData",
        "type": "bytes"
      }
    ],
    "name": "createDispute",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "disputeID",
        "type": "uint256"
      }
    ],
    "stateMutability": "payable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "_disputeID",
        "type": "uint256"
      }
    ],
    "name": "currentRuling",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "ruling",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "_disputeID",
        "type": "uint256"
      }
    ],
    "name": "disputeStatus",
    "outputs": [
      {
        "internalType": "enum IArbitrator.DisputeStatus",
        "name": "status",
        "type": "uint8"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "disputeID",
        "type": "uint256"
      }
    ],
    "name": "disputes",
    "outputs": [
      {
        "internalType": "contract IArbitrable",
        "name": "arbitrable",
        "type": "address"
      },
      {
        "internalType": "bool",
        "name": "executed",
        "type": "bool"
      },
      {
        "internalType": "address",
        "name": "refundTo",
        "type": "address"
      },
      {
        "internalType": "bool",
        "name": "refunded",
        "type": "bool"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "disputeID",
        "type": "uint256"
      }
    ],
    "name": "executeRuling",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "address",
            "name": "buyer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "seller",
            "type": "address"
          },
          {
            "internalType": "address[2]",
            "name": "excluded",
            "type": "address[2]"
          },
          {
            "internalType": "address",
            "name": "refundTo",
            "type": "address"
          },
          {
            "components": [
              {
                "internalType": "uint32",
                "name": "bidWindow",
                "type": "uint32"
              },
              {
                "internalType": "uint32",
                "name": "acceptWindow",
                "type": "uint32"
              },
              {
                "internalType": "uint32",
                "name": "rulingWindow",
                "type": "uint32"
              },
              {
                "internalType": "address",
                "name": "court",
                "type": "address"
              }
            ],
            "internalType": "struct IArbitration.Terms",
            "name": "terms",
            "type": "tuple"
          }
        ],
        "internalType": "struct ArbitrableAdapter.Dispute",
        "name": "dispute",
        "type": "tuple"
      }
    ],
    "name": "extraData",
    "outputs": [
      {
        "internalType": "bytes",
        "name": "encoded",
        "type": "bytes"
      }
    ],
    "stateMutability": "pure",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "disputeID",
        "type": "uint256"
      }
    ],
    "name": "refund",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  }
];
