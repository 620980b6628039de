import CanonicalCBOR
import Foundation
import Hummingbird
import Ledger
import NIOCore

extension ControlServer {
    /// The most bytes of an order or a voucher.
    private static let maximumFieldOrder = 8 * 1024

    /// What people on site want of the relays.
    func addSwitching(to router: Router<BasicRequestContext>) {
        let desk = self.desk
        self.get(router, "tags") { _ in try await desk.tags() }
        self.get(router, "relays") { _ in await desk.relays() }
        self.get(router, "permit/why") { query in
            guard let meter = query.text("meter") else {
                throw RequestRefusal(kind: .badRequest, description: "meter: name one")
            }
            return try await desk.why(meter: meter)
        }
        router.post("/api/v1/field-orders") { request, _ in
            await Self.answer {
                let body = try await Self.body(of: request, atMost: Self.maximumFieldOrder)
                let signed: SignedFieldOrder
                do throws(CBORError) {
                    signed = try SignedFieldOrder(decoding: Array(body.readableBytesView))
                } catch {
                    throw FieldRefusal.unreadable("\(error)")
                }
                return try await desk.carryOut(signed)
            }
        }
        router.post("/api/v1/vouchers") { request, _ in
            await Self.answer {
                let body = try await Self.body(of: request, atMost: Self.maximumFieldOrder)
                return try await desk.use(SignedVoucher(text: String(buffer: body)))
            }
        }
    }
}
