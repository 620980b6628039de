import CanonicalCBOR
import Contract
import Enforcement
import Identity
import Ledger
import Logging
import Metering
import Platform
import Storage

/// Vouchers for reconnection, which need no chain.
extension SwitchingDesk {
    /// Closes the supply of the voucher's meter. That it is used, and that the chain hears of it, is durable before anything
    /// moves.
    func use(_ signed: SignedVoucher) async throws -> FieldOrderReport {
        let state = await self.office.chain.snapshot()
        let now = self.office.moment.time
        let issuer = try self.check(signed, People(state), now)
        let voucher = signed.voucher
        let drivers = await self.drivers()
        guard let driver = drivers.first(where: { $0.wiring.meter == voucher.meter }) else {
            throw FieldRefusal.voucher("it is for another meter than those with a relay at this box")
        }
        let serial = await driver.registration.serial
        guard serial == voucher.serial else {
            throw FieldRefusal.voucher("it is for serial number \(voucher.serial), the meter has \(serial)")
        }
        guard try await self.office.spend(signed, at: now) else {
            throw FieldRefusal.voucher("it was used before")
        }
        let id = voucher.id.hex
        self.office.log.notice("voucher \(id.prefix(8)) of \(issuer.label) used for \(driver.wiring.label)")
        let hold = TripHold(
            kind: .voucher, by: "voucher \(id.prefix(16)) of \(issuer.label), \(voucher.reference)",
            until: voucher.expires)
        let order = FieldOrder(
            action: .override, place: SafetyPlace(kind: .meter, label: driver.wiring.label), person: issuer.label,
            reason: "voucher", at: now, nonce: voucher.nonce)
        return await self.perform(.held(hold, .voucher(serial: String(id.prefix(16)))), driver, order)
    }

    private func check(
        _ signed: SignedVoucher, _ people: People, _ now: UTCTime
    ) throws(FieldRefusal) -> People.Person {
        guard signed.isSigned(genesis: self.genesis) else { throw .badSignature }
        let issuer = try people.person(signed.key, with: Voucher.issuers)
        let voucher = signed.voucher
        guard now < voucher.expires else { throw .voucher("it expired at \(voucher.expires)") }
        guard voucher.issuedAt.milliseconds <= now.milliseconds + Self.goodMilliseconds * self.office.clock.scale else {
            throw .voucher("it was issued at \(voucher.issuedAt), and the box's clock says \(now)")
        }
        guard voucher.hasPlausibleTerm else { throw .voucher("it is good for longer than seven days") }
        return issuer
    }
}

extension EnforcementOffice {
    private static func voucherKey(_ id: String) -> String { "voucher-used-\(id)" }

    /// Notes durably that a voucher is used, and puts it on its way to the chain; false where it was used before.
    func spend(_ signed: SignedVoucher, at time: UTCTime) async throws -> Bool {
        try await self.outbox.enqueue(
            .voucher(UseVoucher(signed, usedAt: time)), once: Self.voucherKey(signed.voucher.id.hex),
            CBOR.array([.identifier(signed.voucher.meter), .time(time)]).encoded())
    }
}
