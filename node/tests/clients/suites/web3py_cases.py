"""web3.py against a running node: one JSON line a case on stdout, {"name", "error"}."""

import asyncio
import json
import sys
import traceback

from eth_account import Account
from web3 import AsyncWeb3, Web3, WebSocketProvider
from web3.exceptions import ContractCustomError, ContractLogicError, TransactionNotFound, Web3RPCError

URL, SOCKET, MNEMONIC, CHAIN_ID, CONTRACTS = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5]

with open(CONTRACTS, encoding="utf-8") as file:
    contracts = json.load(file)["contracts"]

Account.enable_unaudited_hdwallet_features()
w3 = Web3(Web3.HTTPProvider(URL))
w3.provider.exception_retry_configuration = None


def account(index):
    return Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{index}")


def send(signer, transaction):
    """Signs with the library's own defaults for fees and gas, sends, and waits."""
    base = {"from": signer.address, "chainId": CHAIN_ID, "nonce": w3.eth.get_transaction_count(signer.address)}
    filled = {**base, **transaction}
    if "gasPrice" not in filled and "maxFeePerGas" not in filled:
        tip = w3.eth.max_priority_fee
        filled["maxPriorityFeePerGas"] = tip
        filled["maxFeePerGas"] = 2 * w3.eth.get_block("latest")["baseFeePerGas"] + tip
    if "gas" not in filled:
        filled["gas"] = w3.eth.estimate_gas(filled)
    raw = signer.sign_transaction(filled).raw_transaction
    return w3.eth.wait_for_transaction_receipt(w3.eth.send_raw_transaction(raw), timeout=30, poll_latency=0.02)


def deploy(signer, name, *args):
    factory = w3.eth.contract(abi=contracts[name]["abi"], bytecode=contracts[name]["bytecode"])
    receipt = send(signer, {"data": factory.constructor(*args).data_in_transaction})
    assert receipt["status"] == 1
    return w3.eth.contract(address=receipt["contractAddress"], abi=contracts[name]["abi"])


def case_is_connected():
    assert w3.is_connected(show_traceback=True)
    assert w3.eth.chain_id == CHAIN_ID
    assert w3.net.version == str(CHAIN_ID)
    assert w3.eth.syncing is False
    assert "/" in w3.client_version


def case_pays():
    signer, to = account(0), Account.create().address
    earlier = w3.eth.get_balance(signer.address)
    receipt = send(signer, {"to": to, "value": Web3.to_wei(3, "ether")})
    assert receipt["status"] == 1 and receipt["gasUsed"] == 21000
    assert w3.eth.get_balance(to) == Web3.to_wei(3, "ether")
    fee = receipt["gasUsed"] * receipt["effectiveGasPrice"]
    assert w3.eth.get_balance(signer.address) == earlier - Web3.to_wei(3, "ether") - fee
    transaction = w3.eth.get_transaction(receipt["transactionHash"])
    assert transaction["from"] == signer.address and transaction["gasPrice"] == receipt["effectiveGasPrice"]
    assert w3.keccak(w3.eth.get_raw_transaction(receipt["transactionHash"])) == receipt["transactionHash"]


def case_pays_with_a_legacy_transaction():
    to = Account.create().address
    receipt = send(account(0), {"to": to, "value": 7, "gasPrice": w3.eth.gas_price})
    assert receipt["type"] == 0 and w3.eth.get_balance(to) == 7


def case_lends_code_with_an_authorization():
    signer, authority = account(1), Account.create()
    probe = deploy(signer, "Probe")
    authorization = authority.sign_authorization({"chainId": CHAIN_ID, "address": probe.address, "nonce": 0})
    data = probe.encode_abi("set", args=[12])
    receipt = send(signer, {"to": authority.address, "value": 0, "data": data, "gas": 200000, "authorizationList": [authorization]})
    assert receipt["type"] == 4 and receipt["status"] == 1
    assert w3.eth.get_code(authority.address).hex() == "ef0100" + probe.address[2:].lower()


def case_uses_an_erc20():
    signer, to = account(2), Account.create().address
    token = deploy(signer, "Token", "Python Token", "PYT", 10**18)
    receipt = send(signer, {"to": token.address, "data": token.encode_abi("transfer", args=[to, 55])})
    (event,) = token.events.Transfer().process_receipt(receipt)
    assert event["args"]["to"] == to and event["args"]["value"] == 55
    assert token.functions.balanceOf(to).call() == 55
    assert token.functions.balanceOf(to).call(block_identifier=receipt["blockNumber"] - 1) == 0
    (log,) = token.events.Transfer().get_logs(from_block=0, argument_filters={"to": to})
    assert log["transactionHash"] == receipt["transactionHash"]


def case_filters_logs():
    signer = account(3)
    probe = deploy(signer, "Probe")
    noted = probe.events.Noted.create_filter(from_block="latest", argument_filters={"topic": 2})
    blocks = w3.eth.filter("latest")
    for topic in (1, 2, 3):
        send(signer, {"to": probe.address, "data": probe.encode_abi("note", args=[topic, b"\x01"])})
    (entry,) = noted.get_new_entries()
    assert entry["args"]["topic"] == 2 and entry["args"]["data"] == b"\x01"
    assert noted.get_new_entries() == []
    assert len(blocks.get_new_entries()) == 3
    assert w3.eth.uninstall_filter(noted.filter_id)
    logs = w3.eth.get_logs({"address": probe.address, "fromBlock": 0, "toBlock": "latest"})
    assert [int(log["topics"][2].hex(), 16) for log in logs] == [1, 2, 3]


def case_understands_refusals():
    signer = account(4)
    probe = deploy(signer, "Probe")
    expect(ContractLogicError, lambda: probe.functions.failReason().call(), "the door is closed")
    expect(ContractCustomError, lambda: probe.functions.failCustom(5).call(), "")
    expect(ContractLogicError, lambda: w3.eth.estimate_gas({"to": probe.address, "data": probe.encode_abi("failReason")}), "the door is closed")
    expect(TransactionNotFound, lambda: w3.eth.get_transaction("0x" + "11" * 32), "")
    expect(TransactionNotFound, lambda: w3.eth.get_transaction_receipt("0x" + "11" * 32), "")
    fees = {"maxFeePerGas": Web3.to_wei(10, "gwei"), "maxPriorityFeePerGas": 1, "gas": 21000, "to": signer.address, "value": 1}
    expect(Web3RPCError, lambda: send(signer, {**fees, "nonce": 0}), "nonce too low")
    expect(Web3RPCError, lambda: send(Account.create(), {**fees, "nonce": 0}), "nsufficient funds")


def case_subscribes_over_websocket():
    async def run():
        async with AsyncWeb3(WebSocketProvider(SOCKET)) as socket:
            await socket.eth.subscribe("newHeads")
            receipt = send(account(5), {"to": Account.create().address, "value": 1})
            async for message in socket.socket.process_subscriptions():
                if message["result"]["hash"] == receipt["blockHash"]:
                    return

    asyncio.run(asyncio.wait_for(run(), 30))


def expect(kind, act, words):
    try:
        act()
    except kind as error:
        assert words in str(error), f"{kind.__name__} says: {error}"
        return
    raise AssertionError(f"expected {kind.__name__}")


def main():
    for name, case in list(globals().items()):
        if not name.startswith("case_"):
            continue
        error = None
        try:
            case()
        except BaseException:
            error = traceback.format_exc()
        print(json.dumps({"name": name.removeprefix("case_").replace("_", " "), "error": error}), flush=True)


main()
