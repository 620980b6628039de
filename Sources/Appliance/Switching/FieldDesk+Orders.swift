import CanonicalCBOR
import Contract
public import Foundation
import Identity
import Ledger
import Metering
import Platform
import Storage

extension FieldDesk {
    /// Signs an order and has it carried out.
    ///
    /// - Parameter milliseconds: from now to the end of an override, in the zone's time.
    func order(
        _ action: FieldOrder.Action, _ place: SafetyPlace, person: String, reason: String, key: URL,
        tag: String? = nil, milliseconds: Int64? = nil
    ) async throws -> FieldOrderReport {
        let key = try KeyFile.read(key)
        var draft = try FieldOrderDraft(action, place, person, reason, tag, milliseconds)
        return try await self.either {
            let status: StatusReport = try await self.client.get("/api/v1/status")
            guard let genesis = Digest(hex: status.genesisHash), let now = UTCTime(rfc3339: status.chainTime) else {
                throw ControlError.unreadable("status")
            }
            let signed = draft.signed(key, now: now, genesis: genesis)
            var client = self.client
            client.patienceSeconds = action == .pair ? 3600 : 60
            return try await client.post("/api/v1/field-orders", signed.cbor.encoded())
        } offline: { box in
            let genesis = try GenesisDocument.readEncoded(box.genesis)
            let now = UTCTime(milliseconds: box.clock.nowMilliseconds)
            let signed = draft.signed(key, now: now, genesis: genesis.hash)
            guard action != .placeTag, action != .removeTag else {
                return try await OfflineTags(box, genesis).carryOut(signed, now)
            }
            let offline = try await OfflineBox.open(box, access: .readWrite)
            return try await offline.working(on: [place.label]) { try await offline.desk.carryOut(signed) }
        }
    }

    // MARK: Vouchers

    /// Makes a voucher; any box of the zone tells the meter's numbers.
    public func issueVoucher(
        _ meter: String, reference: String, hours: Double, key: URL
    ) async throws -> VoucherReport {
        let key = try KeyFile.read(key)
        guard (1...64).contains(reference.utf8.count) else { throw FieldRefusal.needsName("the reference", atMost: 64) }
        let facts = try await self.voucherFacts(meter)
        let voucher = Voucher(
            meter: facts.meter, serial: facts.serial, reference: reference, issuedAt: facts.now,
            expires: facts.now.adding(milliseconds: Int64(hours * 3_600_000)),
            nonce: FieldOrder.makeNonce())
        let signed = SignedVoucher(voucher, by: key, genesis: facts.genesis)
        return VoucherReport(id: voucher.id.hex, meter: meter, expires: "\(voucher.expires)", text: signed.text)
    }

    private struct VoucherFacts: Sendable {
        let meter: MeterID
        let serial: String
        let now: UTCTime
        let genesis: Digest
    }

    private func voucherFacts(_ meter: String) async throws -> VoucherFacts {
        try await self.either {
            let status: StatusReport = try await self.client.get("/api/v1/status")
            let meters: [MeterReport] = try await self.client.get("/api/v1/meters?meter=\(ControlClient.part(meter))")
            guard let genesis = Digest(hex: status.genesisHash), let now = UTCTime(rfc3339: status.chainTime),
                let found = meters.first
            else { throw ControlError.unreadable("status") }
            return VoucherFacts(meter: MeterID(found.number), serial: found.serial, now: now, genesis: genesis)
        } offline: { box in
            let genesis = try GenesisDocument.readEncoded(box.genesis)
            let state = try await StoredZone.state(box, genesis)
            guard let number = state.meters.firstIndex(where: { $0.label == meter }) else {
                throw FieldRefusal.noSuchPlace("meter \(meter)", known: state.meters.map(\.label))
            }
            return VoucherFacts(
                meter: MeterID(UInt32(number)), serial: state.meters[number].serial,
                now: UTCTime(milliseconds: box.clock.nowMilliseconds), genesis: genesis.hash)
        }
    }

    /// - Parameter text: as it was handed out.
    public func useVoucher(_ text: String) async throws -> FieldOrderReport {
        let signed = try SignedVoucher(text: text)
        return try await self.either {
            try await self.client.post("/api/v1/vouchers", Array(signed.text.utf8))
        } offline: { box in
            let offline = try await OfflineBox.open(box, access: .readWrite)
            return try await offline.working { try await offline.desk.use(signed) }
        }
    }
}

/// Tags by the file alone: they must go on where the chain's files are damaged or another program holds the rest.
private struct OfflineTags {
    let box: BoxConfiguration
    let genesis: Genesis

    init(_ box: BoxConfiguration, _ genesis: Genesis) { (self.box, self.genesis) = (box, genesis) }

    func carryOut(_ signed: SignedFieldOrder, _ now: UTCTime) async throws -> FieldOrderReport {
        try SwitchingDesk.check(signed, genesis: self.genesis.hash, now: now, scale: self.box.clock.scale)
        let store = TagStore(data: self.box.data)
        guard signed.order.action == .placeTag else {
            let isGone = try await store.remove(signed, await self.people(), now: now)
            return .tagRemoval(signed, isGone: isGone)
        }
        var principal: UInt32?
        do {
            let state = try await StoredZone.state(self.box, self.genesis)
            principal = try People(state).person(signed.key, with: People.field).number
            try SwitchingDesk.check(signed.order.place, buses: self.box.buses.map(\.name), state)
        } catch let refusal as FieldRefusal {
            throw refusal
        } catch {
            CrewNote.say(
                "the chain cannot be read (\(error)): the tag is placed without looking up its person and place")
        }
        try await store.place(signed, by: principal)
        return .tagPlaced(signed)
    }

    /// Nil, and said so, where the chain cannot be read.
    private func people() async -> People? {
        do {
            return People(try await StoredZone.state(self.box, self.genesis))
        } catch {
            CrewNote.say(
                "the chain cannot be read (\(error)): who is an officer is not known, and only the key that placed the tag "
                    + "removes it")
            return nil
        }
    }
}
