#!/usr/bin/env python3
"""Verifies a proof bundle of a GridTally zone, offline, from the zone's genesis: docs/proofs.md, docs/ledger.cddl.

    verify_bundle.py GENESIS BUNDLE     says what is proven, as JSON; exits with 1 where nothing is
    verify_bundle.py --lines            reads genesis and bundle in hexadecimal, a pair a line; answers a line each

Written from the documents alone; shares nothing with the program that makes the bundles.
"""

import json
import sys
from hashlib import sha256

import cbor2
from nacl.signing import VerifyKey

from recompute_bill import Bill, rounded

METER, REGISTER, ACCOUNT, TARIFF, BILL, PAYMENT, ORDER, PRINCIPAL = 4, 5, 6, 7, 8, 9, 10, 2
DISCONTINUOUS, INCOMPLETE, UNCOMPUTABLE, GREATEST_QUANTITY = 8, 16, 32, 10**15
CLOCK_TOLERANCE, MOST_EVENTS = 5000, 63
MAIN = "what bills are for"


def obis(*groups):
    return int.from_bytes(bytes(groups), "big")


# By service: active energy for electricity, volume for water and irrigation.
BILLED_CHANNEL = {1: obis(1, 0, 1, 8, 0), 2: obis(8, 0, 1, 0, 0), 3: obis(8, 0, 1, 0, 0),
                  4: obis(15, 0, 128, 8, 0)}
# Fed back, apparent, reactive.
OTHER_CHANNELS = [obis(1, 0, 2, 8, 0), obis(1, 0, 9, 8, 0), obis(1, 0, 3, 8, 0)]


class Refused(Exception):
    pass


def need(condition, what):
    if not condition:
        raise Refused(what)


def encode(value):
    return cbor2.dumps(value, canonical=True)


def decode(data):
    """Deterministic CBOR of arrays, integers, bytes, text, true, false and null."""
    value = cbor2.loads(data)
    need(encode(value) == data and is_plain(value), "encoding: not deterministic CBOR")
    return value


def is_plain(value):
    return all(map(is_plain, value)) if isinstance(value, list) else isinstance(value, (int, bytes, str, type(None)))


def check_numbers(*values):
    """Python takes true for 1, and −1 for the last of a list."""
    need(all(type(value) is int and value >= 0 for value in values), "encoding: no number")


def hash_of(*parts):
    return sha256(b"".join(parts)).digest()


def check_signature(key, signature, tag, genesis, body):
    """Ed25519 over the tag's length, the tag, the genesis hash and the body."""
    VerifyKey(key).verify(bytes([len(tag)]) + tag + genesis + body, signature)


# --- chain: finality and the validators' history ---------------------------------------------------------------------


def block_hash(header):
    return hash_of(b"gridtally block 1", encode(header))


def check_final(final, epochs, genesis):
    """A header, the headers that lead from it to the certified one, and a quorum's finalization of that."""
    header, link, (kind, epoch, view, block, signatures) = final
    last, members = header, epochs[header[1]]
    for child in link:
        need(child[3] == block_hash(last) and child[1] == last[1], "finality: the headers are not linked")
        last = child
    need(kind == 3 and header[0] > 0, "finality: no finalization of a block")
    need(block == block_hash(last) and view == last[2], "finality: the certificate is of another block")
    need(epoch == header[1], "finality: the certificate is of another epoch")
    signers = [signer for signer, _ in signatures]
    check_numbers(kind, *signers)
    need(len(signers) >= 2 * len(members) // 3 + 1, "finality: fewer signers than a quorum")
    need(all(a < b for a, b in zip(signers, signers[1:])), "finality: a signer twice")
    for signer, signature in signatures:
        body = encode([epoch, view, block])
        check_signature(members[signer], signature, b"gridtally.finalize.v1", genesis, body)
    return header


def validators(history, principals, genesis):
    """The members of every epoch; the last header of each names those of the next."""
    epochs = {1: {number: key for number, (_, key, roles) in enumerate(principals) if roles & 1}}
    for last, leaves, joins in history:
        check_numbers(*leaves, *(number for number, _ in joins))
        epoch, members = len(epochs), dict(epochs[len(epochs)])
        header = check_final(last, {epoch: epochs[epoch]}, genesis)
        for number in leaves:
            del members[number]
        need(members.keys().isdisjoint(number for number, _ in joins), "validators: who joins is there")
        members.update((number, key) for number, key in joins)
        named = ["gridtally validators 1", epoch + 1, [[number, members[number]] for number in sorted(members)]]
        need(header[10] == hash_of(encode(named)), "validators: the epoch's end names others")
        epochs[epoch + 1] = members
    return epochs


# --- trees (RFC 9162, section 2.1) -----------------------------------------------------------------------------------


def leaf(data):
    return hash_of(b"\0", data)


def node(is_left, sibling, value):
    return hash_of(b"\1", sibling, value) if is_left else hash_of(b"\1", value, sibling)


def root_of(leaves):
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node(False, root_of(leaves[half:]), root_of(leaves[:half]))


def check_entries(parts, entries, state_root):
    """The records of the state, by kind and number, in the bundle's order."""
    need(root_of([leaf(encode(part)) for part in parts]) == state_root, "state: the parts do not make its root")
    kinds, state = {kind: (count, root) for kind, count, root in parts}, {}
    for kind, number, record, path in entries:
        check_numbers(kind, number)
        count, root = kinds[kind]
        index, last, value, siblings = number, count - 1, leaf(encode([kind, number]) + record), iter(path)
        need(number < count, "state: no such entry")
        while last > 0:
            if index & 1 or index < last:
                value = node(index & 1, next(siblings), value)
            index, last = index >> 1, last >> 1
        need(next(siblings, None) is None and value == root, "state: a path does not lead to its root")
        need(number not in state.setdefault(kind, {}), "state: an entry twice")
        state[kind][number] = decode(record)
    return state


def check_transaction(placed, headers, genesis):
    """A signed transaction under the root of its own ledger, with its block's header."""
    block, (data, path, key) = placed
    check_numbers(block)
    value, (transaction, signatures) = leaf(data), decode(data)
    for is_left, sibling in path:
        need(isinstance(is_left, bool), "transaction: a step of no side")
        value = node(is_left, sibling, value)
    is_payment = transaction[3][0] in (10, 11, 18, 19, 27, 28)
    need(value == headers[block][8 if is_payment else 7], "transaction: the path does not lead to its ledger's root")
    need(signatures[0][0] == transaction[0], "transaction: the sender's signature is not the first")
    check_signature(key, signatures[0][1], b"gridtally.transaction.v1", genesis, encode(transaction))
    return headers[block], transaction[0], transaction[3]


# --- what bundles claim ----------------------------------------------------------------------------------------------


def one(state, kind, number=None):
    """The only record of a kind, which may have to be of a number."""
    (found, record), = state[kind].items()
    need(number in (None, found), "content: a record of another number")
    return found, record


def is_unread(billed, marks):
    """True where the bill closed before the register was read for the first time."""
    return marks & INCOMPLETE and billed[1:] == [0, 0, 0]


def stretches_of(record, register):
    return [item for item in record[12] if item[0] == register]


def must_meet(places, account, earlier, later):
    """True where nobody else paid between two bills, and the earlier one was read to its end."""
    if all(place[2] == account for place in places):
        return True
    begins, ends = [None] + [place[0] for place in places[1:]], [place[0] for place in places[1:]] + [None]
    end, start = earlier[3], later[2]
    between = [
        place[2] for place, begun, ended in zip(places, begins, ends)
        if not (ended is not None and ended < end or begun is not None and begun > start)
    ]  # fmt: skip
    return not earlier[19] & INCOMPLETE and all(payer == account for payer in between)


def check_register(register, state, record, before, after):
    """Whether it is shown who closed the register where the bill opens it, and who opens it where the bill closes it."""
    account, marks, meter = record[0], record[19], state[METER][state[REGISTER][register][0]]
    places, retired, stretches = meter[3], meter[13], stretches_of(record, register)
    payers = [place[2] for place in places]
    times = sum(payer == account != earlier for payer, earlier in zip(payers, [None] + payers))
    need(account in payers, "content: a meter of another account")
    need(len(stretches) <= times, "content: a register more often than the account paid for it")
    if not marks & DISCONTINUOUS:
        need(all(closing - opening == used for _, opening, closing, used in stretches), "content: a way is not the use")
    opens = closes = False
    first, last = stretches[0], stretches[-1]
    for item in [item for _, other in before for item in stretches_of(other, register)][-1:]:
        opens = item[2] == first[1] and not is_unread(item, before[0][1][19])
        met = opens or is_unread(item, before[0][1][19]) or not must_meet(places, account, before[0][1], record)
        need(met, "content: the bill before closed a register elsewhere")
    if is_unread(last, marks):
        return opens, False
    following, book = [item for _, other in after for item in stretches_of(other, register)], state[REGISTER][register][5]
    if following:
        closes = following[0][1] == last[2]
        need(closes or not must_meet(places, account, record, after[0][1]), "content: the bill after opens elsewhere")
    elif all(payer == account for payer in payers):
        need(not after or retired is not None and retired <= after[0][1][2], "content: the bill after lacks a register")
        closes = book == last[2]
        need(closes or after and marks & INCOMPLETE, "content: the books open elsewhere")
    return opens, closes


def bill(state, *_):
    (number, record), *others = state[BILL].items()
    (account, period, start, end, _, due, tariff, version, quantity, days, reference, facts, registers, lines, total,
     carried, relief, settled, settled_at, marks) = record
    before, after = ([item for item in others if (item[0] > number) == side] for side in (False, True))
    need(len(before) < 2 and len(after) < 2, "content: more bills than those before and after")
    need(all(other[0] == account for _, other in others), "content: bills of several accounts")
    owner = one(state, ACCOUNT, account)[1]
    since, document = one(state, TARIFF, tariff)[1][0][version]
    instant = max(start, owner[2])
    need(since <= instant, "content: the tariff's version holds from later on")
    terms = next((terms for begun, terms in reversed(owner[1]) if begun <= instant), owner[1][0][1])
    need(terms == facts[0] and terms[0] == tariff, "content: the account had other terms")
    openings = closings = 0
    sums = {}
    for register in sorted({item[0] for item in registers}):
        channel, service = state[REGISTER][register][1], state[METER][state[REGISTER][register][0]][5]
        channel = MAIN if channel == BILLED_CHANNEL.get(service) else channel
        used = sum(item[3] for item in stretches_of(record, register))
        sums[channel] = min(sums.get(channel, 0) + used, GREATEST_QUANTITY)
        opens, closes = check_register(register, state, record, before, after)
        openings, closings = openings + opens, closings + closes
    need(sums.pop(MAIN, 0) == quantity, "content: the quantity is no sum")
    need(facts[2:5] == [sums.get(channel) for channel in OTHER_CHANNELS], "content: other registers make other sums")
    need(facts[1] is None or sum(item[3] for item in facts[1]) == quantity, "content: the time of day makes another sum")
    if marks & UNCOMPUTABLE:
        need(lines == [] and total == 0, "content: amounts of a bill that has none")
    else:
        for _, other in before:
            left = other[15] + sum(line[5] for line in other[13]) - other[14]
            need(other[19] & UNCOMPUTABLE or left == carried, "content: the bill before left another remainder")
        computed = Bill(quantity, days, reference, facts).compute(document[6])
        need(computed == lines, "content: the lines are not the tariff's")
        exact, (paise, rule) = sum(line[5] for line in lines) + carried, document[7] or (1, 0)
        need(rounded(exact, paise, rule) * paise == total, "content: the total is not that of the lines")
    paid = 0
    for payment in state.get(PAYMENT, {}).values():
        share = sum(amount for of, amount in payment[7] if of == number)
        need(payment[2] == account and share and payment[8] is None, "content: a payment of something else")
        paid += share
    return {
        "bill": number, "account": account, "account_label": owner[0], "period": period, "period_start_ms": start,
        "period_end_ms": end, "due_at_ms": due, "quantity": quantity, "total_paise": total, "tariff": tariff,
        "tariff_version": version, "tariff_label": document[0], "lines": len(lines), "marks": marks,
        "registers": len({item[0] for item in registers}), "stretches": len(registers), "openings_shown": openings,
        "closings_shown": closings, "settled_paise": settled, "paid_by_shown_paise": paid, "settled_at_ms": settled_at,
        "permit_through_ms": owner[10], "relief_paise": relief or None,
    }  # fmt: skip


def varints(data):
    """Unsigned LEB128."""
    values, value, shift = [], 0, 0
    for byte in data:
        value, shift = value | (byte & 127) << shift, shift + 7
        if byte < 128:
            values.append(value)
            value, shift = 0, 0
    return values


def has(interval, position):
    presence, _, exceptions = interval
    return presence is None or presence[position // 8] >> position % 8 & 1 or any(item[0] == position for item in exceptions)


def reading(state, transactions, at, end, seconds):
    (header, sender, (body, content)), = transactions
    check_numbers(end)
    need(body == 8, "content: no readings")
    _, first, count, intervals = content
    ends = [first + index * seconds * 1000 for index in range(len(intervals))]
    presence, increments, exceptions = intervals[ends.index(end)]
    (number, meter), (register, record) = one(state, METER), one(state, REGISTER)
    place = register - meter[8]
    need(sender == meter[2] and one(state, PRINCIPAL, sender), "content: readings of another box")
    need(record[0] == number and 0 <= place < meter[9], "content: another meter's register")
    need(ends[-1] <= header[4] + CLOCK_TOLERANCE, "content: readings ahead of their block")
    position, present = meter[10] + place, [True] * count
    if presence is not None:
        present = [bool(presence[index // 8] >> index % 8 & 1) for index in range(count)]
    need(position < count, "content: the meter joined the roster later")
    form, value = 0, varints(increments)[sum(present[:position])] if present[position] else None
    if value is None:
        (form, value), = [item[1:] for item in exceptions if item[0] == position]
    last = max(when for when, interval in zip(ends, intervals) if has(interval, position))
    shown = record[2] == end == last
    booked = record[2] == last and (header == at if form in (0, 7) or end != last else record[3] == value)
    return {
        "block": header[0], "box": sender, "meter": number, "meter_label": meter[0], "channel": record[1],
        "interval_end_ms": end, "position": position, "form": form, "value": value, "booked": booked,
        "register_value": record[3] if shown else None,
    }  # fmt: skip


def payment(state, transactions, *_):
    (header, sender, (body, content)), = transactions
    number, record = one(state, PAYMENT)
    if body == 27:
        source, account, amount, reference, received = *content, header[4]
    else:
        need(body == 10, "content: no payment")
        source, (account, amount, reference, received) = None, content
    need(record[:6] == [None, sender, account, amount, reference, received], "content: another payment")
    need(record[10] == source, "content: the payment came from elsewhere")
    need(record[6] == header[4], "content: the payment was recorded in another block")
    return {
        "payment": number, "block": header[0], "collector": sender, "account": account, "amount_paise": amount,
        "collector_label": one(state, PRINCIPAL, sender)[1][0], "reference": reference, "received_at_ms": received,
        "recorded_at_ms": record[6], "reversed_at_ms": record[8], "from_credit_of": source,
    }  # fmt: skip


def switching(state, transactions, *_):
    (number, meter), (order, record) = one(state, METER), one(state, ORDER)
    account, bill_number, arrears, notice, notice_end, _, issued, meters, revoked, _ = record
    of, owner = one(state, BILL, bill_number)[1], one(state, ACCOUNT, account)[1]
    is_of_account = any(place[2] == account for place in meter[3])
    need(number in meters and is_of_account and of[0] == account, "content: the order, its bill and the meter do not belong")
    need(of[5] < issued and (of[18] is None or of[18] > issued), "content: the bill was not overdue")
    need(notice <= notice_end <= issued and one(state, PRINCIPAL, meter[2]), "content: ordered before the notice ran out")
    opened = {6: None, 7: None}
    for header, sender, (body, (event_meter, time, kind, value, _)) in transactions:
        need(body == 9 and event_meter == number and sender == meter[2], "content: an event of another meter")
        need(kind in opened and 0 <= value <= 2, "content: no event of the relay")
        need(time <= header[4] + CLOCK_TOLERANCE and header[4] >= issued, "content: an event before the order")
        if value == 0 and opened[kind] is None:
            opened[kind] = time
    return {
        "order": order, "meter": number, "meter_label": meter[0], "account": account, "account_label": owner[0],
        "bill": bill_number, "arrears_paise": arrears, "due_at_ms": of[5], "notice_at_ms": notice,
        "notice_end_ms": notice_end, "issued_at_ms": issued, "revoked_at_ms": revoked,
        "protected": owner[11] is not None, "events": len(transactions), "events_at_limit": len(transactions) >= MOST_EVENTS,
        "commanded_open_ms": opened[6], "read_back_open_ms": opened[7],
    }  # fmt: skip


CLAIMS = {
    1: (bill, {BILL, ACCOUNT, TARIFF, METER, REGISTER, PAYMENT}),
    2: (reading, {METER, REGISTER, PRINCIPAL}),
    3: (payment, {PAYMENT, PRINCIPAL}),
    4: (switching, {METER, ORDER, BILL, ACCOUNT, PRINCIPAL}),
}


def verify(genesis_data, data):
    """What the bundle proves, by name; raises where it proves nothing."""
    zone, genesis = decode(genesis_data), hash_of(genesis_data)
    principals, seconds = zone[7], zone[4]
    form, kind, of, history, blocks, parts, entries, placed, interval = decode(data)
    check_numbers(kind)
    need(form == "gridtally proof 1" and of == genesis, "genesis: a proof of another zone")
    epochs = validators(history, principals, genesis)
    headers = [check_final(block, epochs, genesis) for block in blocks]
    need(len(epochs) == max(header[1] for header in headers), "validators: more epochs than the blocks need")
    need({0} | {item[0] for item in placed} == set(range(len(headers))), "content: a block that nothing needs")
    state = check_entries(parts, entries, headers[0][9])
    claim, kinds = CLAIMS[kind]
    need((interval is not None) == (kind == 2), "content: an interval of what has none")
    need(kinds.issuperset(state) and (placed == [] or kind != 1), "content: more than such a proof shows")
    facts = claim(state, [check_transaction(item, headers, genesis) for item in placed], headers[0], interval, seconds)
    facts.update(kind=claim.__name__, height=headers[0][0], time_ms=headers[0][4])
    return {name: value for name, value in facts.items() if value is not None}


def judge(genesis, data):
    try:
        return {"proven": verify(genesis, data)}
    except Exception as error:  # Whatever hostile bytes bring about: nothing is proven.
        return {"refused": f"{type(error).__name__}: {error}"}


def main():
    if sys.argv[1:] == ["--lines"]:
        for line in sys.stdin:
            if line.strip():
                print(json.dumps(judge(*map(bytes.fromhex, line.split())), sort_keys=True))
        return 0
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        answer = judge(*(open(path, "rb").read() for path in sys.argv[1:]))
    except OSError as error:
        sys.exit(str(error))
    print(json.dumps(answer, indent=2, sort_keys=True, ensure_ascii=False))
    return 0 if "proven" in answer else 1


if __name__ == "__main__":
    sys.exit(main())
