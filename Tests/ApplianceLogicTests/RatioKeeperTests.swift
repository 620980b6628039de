import Ledger
import Metering
import Testing

@testable import Appliance
@testable import Contract

@Suite("Reading transformer ratios of meters") struct RatioKeeperTests {
    private static let now = UTCTime(seconds: 1_767_587_400)

    private static func ct(_ text: String) throws -> MeasuringRatios {
        try #require(MeasuringRatios(current: MeasuringRatio(text: text), voltage: nil))
    }

    /// What a chain has: declared some seconds from now, and read.
    private static func known(_ declared: String, _ read: String?, readAt: Int64 = -100) throws -> MeterRatios {
        MeterRatios(
            declared: DatedRatios(Self.now.adding(seconds: -50), try self.ct(declared)),
            read: try read.map { DatedRatios(Self.now.adding(seconds: readAt), try self.ct($0)) })
    }

    @Test("a meter is looked at when the box starts, and then daily")
    func daily() throws {
        var keeper = RatioKeeper()
        let known = try Self.known("100/5", "100/5", readAt: 0)
        #expect(keeper.isDue(at: Self.now, known: known))
        #expect(keeper.look(try Self.ct("100/5"), at: Self.now, known: known) == nil)
        #expect(!keeper.isDue(at: Self.now.adding(seconds: 86_399), known: known))
        #expect(keeper.isDue(at: Self.now.adding(seconds: 86_400), known: known))
    }

    @Test("the chain is told what it does not have, and nothing twice")
    func news() throws {
        var keeper = RatioKeeper()
        let shown = try Self.ct("50/5")
        #expect(keeper.look(shown, at: Self.now, known: nil) == shown)
        #expect(keeper.look(shown, at: Self.now, known: try Self.known("50/5", nil)) == shown)
        #expect(keeper.look(shown, at: Self.now, known: try Self.known("100/5", "100/5", readAt: 0)) == shown)
        #expect(keeper.look(shown, at: Self.now, known: try Self.known("100/5", "50/5", readAt: 0)) == nil)
    }

    @Test("what was read before the transformers were changed is read and told again")
    func changed() throws {
        var keeper = RatioKeeper()
        let before = try Self.known("100/5", "100/5", readAt: 0)
        let shown = try Self.ct("100/5")
        #expect(keeper.look(shown, at: Self.now, known: before) == nil)
        let after = try Self.known("200/5", "100/5")
        #expect(keeper.isDue(at: Self.now, known: after))
        #expect(keeper.look(shown, at: Self.now, known: after) == shown)
        #expect(!keeper.isDue(at: Self.now, known: after))
    }

    @Test("no answer is no mismatch, and takes another look within the hour")
    func silence() throws {
        var keeper = RatioKeeper()
        let known = try Self.known("100/5", "50/5", readAt: 0)
        #expect(keeper.look(nil, at: Self.now, known: known) == nil)
        #expect(!keeper.isDue(at: Self.now.adding(seconds: 3599), known: known))
        #expect(keeper.isDue(at: Self.now.adding(seconds: 3600), known: known))
    }

    @Test("a meter that was written to by hand is looked at again, also where that happens during a look")
    func written() throws {
        var keeper = RatioKeeper()
        let known = try Self.known("100/5", "100/5", readAt: 0)
        keeper.beginLook()
        keeper.wasWritten()
        #expect(keeper.look(try Self.ct("100/5"), at: Self.now, known: known) == nil)
        #expect(keeper.isDue(at: Self.now, known: known))
        keeper.beginLook()
        #expect(!keeper.isDue(at: Self.now, known: known))
    }

    @Test(
        "a ratio is written as on the plates, and nothing else is one",
        arguments: [
            ("100/5", "100/5"), ("62.5/5", "62.5/5"), ("11000/110", "11000/110"), ("20/1.0", "20/1"),
            ("100", nil), ("100/0", nil), ("0/5", nil), ("-100/5", nil), ("100/5/1", nil), ("/5", nil), ("a/5", nil),
            ("1.2345/5", nil), ("4294968/1", nil), ("", nil),
        ] as [(String, String?)])
    func text(_ text: String, _ expected: String?) {
        #expect(MeasuringRatio(text: text)?.description == expected)
    }
}
