import Contract
import Ledger
import Metering
import Testing

@testable import Proofs

@Suite("What bundles prove") struct VerdictTests {
    @Test(
        "Every kind of bundle is proven from the genesis, with one validator, four, and changes of the set",
        arguments: [0, 1, 2])
    func everyKind(_ world: Int) throws {
        let zone = try Worlds.zone(world)
        for (name, bundle) in try zone.bundles() {
            let bytes = bundle.encoded()
            #expect(try ProofBundle(decoding: bytes) == bundle, "\(name)")
            let verdict = try ProofBundle.verify(bytes, genesis: zone.genesis)
            #expect(verdict.kind == bundle.kind)
            #expect(bytes.count <= 20_000, "\(name): \(bytes.count) bytes")
        }
    }
}
