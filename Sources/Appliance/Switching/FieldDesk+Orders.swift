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
        let draft = try Draft(action, place, person, reason, tag, milliseconds)
        return try await self.either {
            let status: StatusReport = try await self.client.get("/api/v1/status")
            guard let genesis = Digest(hex: status.genesisHash), let now = UTCTime(rfc3339: status.chainTime) else {
                throw ControlError.unreadable("status")
            }
            let signed = draft.signed(key, now: now, genesis: genesis)
            var client = self.client
            client.patienceSeconds = action == .pair ? 300 : 60
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

    /// What is ordered, before anybody knows the box's time.
    private struct Draft: Sendable {
        let order: FieldOrder
        let milliseconds: Int64?

        init(
            _ action: FieldOrder.Action, _ place: SafetyPlace, _ person: String, _ reason: String, _ tag: String?,
            _ milliseconds: Int64?
        ) throws(FieldRefusal) {
            for (name, text) in [("the person's name", person), ("the reason", reason), ("the place", place.label)]
            where text.utf8.count > (name == "the place" ? 64 : FieldOrder.textLimit) {
                throw .needsName(name)
            }
            var generator = SystemRandomNumberGenerator()
            self.order = FieldOrder(
                action: action, place: place, person: person, reason: reason, at: UTCTime(milliseconds: 0), tag: tag,
                nonce: (0..<FieldOrder.nonceBytes).map { _ in UInt8.random(in: 0...255, using: &generator) })
            self.milliseconds = milliseconds
        }

        func signed(_ key: SigningKey, now: UTCTime, genesis: Digest) -> SignedFieldOrder {
            var order = self.order
            order.at = now
            order.until = self.milliseconds.map { now.adding(milliseconds: $0) }
            return SignedFieldOrder(order, by: key, genesis: genesis)
        }
    }

    // MARK: Vouchers

    /// Makes a voucher; any box of the zone tells the meter's numbers.
    public func issueVoucher(
        _ meter: String, reference: String, hours: Double, key: URL
    ) async throws -> VoucherReport {
        let key = try KeyFile.read(key)
        guard (1...64).contains(reference.utf8.count) else { throw FieldRefusal.needsName("the reference") }
        let facts = try await self.voucherFacts(meter)
        var generator = SystemRandomNumberGenerator()
        let voucher = ReconnectVoucher(
            meter: facts.meter, serial: facts.serial, reference: reference, issuedAt: facts.now,
            expires: facts.now.adding(milliseconds: Int64(hours * 3_600_000)),
            nonce: (0..<FieldOrder.nonceBytes).map { _ in UInt8.random(in: 0...255, using: &generator) })
        let signed = SignedVoucher(voucher, by: key, genesis: facts.genesis)
        return VoucherReport(id: signed.id, meter: meter, expires: "\(voucher.expires)", text: signed.text)
    }

    private struct VoucherFacts: Sendable {
        let meter: MeterID
        let serial: String
        let now: UTCTime
        let genesis: Digest
    }

    private func voucherFacts(_ meter: String) async throws -> VoucherFacts {
        let query = meter.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? meter
        return try await self.either {
            let status: StatusReport = try await self.client.get("/api/v1/status")
            let meters: [MeterReport] = try await self.client.get("/api/v1/meters?meter=\(query)")
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
        let place = "\(signed.order.place)"
        guard signed.order.action == .placeTag else {
            let people = (try? await StoredZone.state(self.box, self.genesis)).map(People.init)
            let isGone = try await store.remove(signed, people, now: now)
            return FieldOrderReport(
                .removeTag, place, isDone: isGone,
                isGone ? "The tag is removed. Nothing moves by itself." : "Noted: one of two officers.",
                tag: signed.order.tag)
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
        return FieldOrderReport(
            .placeTag, place, isDone: true,
            "Tag \(signed.id.prefix(8)) is on \(place): nothing below it is switched by remote. "
                + "NOT ISOLATED: test before touch.", tag: signed.id)
    }
}
