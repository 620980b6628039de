import Enforcement
import Testing

@Suite struct PairingVerdictTests {
    private static func look(
        _ label: String, _ before: Int64?, _ during: Int64?, _ after: Int64?
    ) -> MeterLook {
        func sight(_ current: Int64?) -> MeterSight { current.map { .answers(milliamperes: $0) } ?? .silent }
        return MeterLook(label: label, before: sight(before), during: sight(during), after: sight(after))
    }

    private static let others = [look("B", 900, 880, 700), look("C", 40, 40, 40), look("D", nil, nil, nil)]

    @Test func dropsItsMeterAndNoOther() {
        let load = PairingVerdict(side: .load, own: Self.look("A", 4000, 0, 4100), others: Self.others)
        #expect(load.isPaired && load.unseen == ["C", "D"], "\(load)")
        let supply = PairingVerdict(side: .supply, own: Self.look("A", 0, nil, 0), others: Self.others)
        #expect(supply.isPaired, "\(supply)")
    }

    @Test(
        arguments: [
            (RelayDeclaration.Side.load, [199, 0, 300], "switch something on"),
            (.load, [4000, 4000, 4000], "did not drop"),
            (.load, [4000, 0, 0], "did not come back"), (.load, [4000, nil, 4000], "correct `side`"),
            (.supply, [4000, 0, 4000], "correct `side`"), (.supply, [nil, nil, nil], "did not answer before"),
            (.supply, [4000, nil, nil], "did not come back"),
        ] as [(RelayDeclaration.Side, [Int64?], String)])
    func saysWhatWasNotShown(_ side: RelayDeclaration.Side, _ own: [Int64?], _ words: String) {
        let verdict = PairingVerdict(side: side, own: Self.look("A", own[0], own[1], own[2]), others: Self.others)
        #expect(!verdict.isPaired && verdict.reasons[0].contains(words), "\(verdict)")
    }

    /// A refusal or damaged bytes are no silence, and show nothing else either.
    @Test func whatCannotBeReadShowsNothing() {
        let others = [Self.look("B", 900, 880, 700)]
        for side in [RelayDeclaration.Side.load, .supply] {
            var own = Self.look("A", 4000, 0, 4100)
            own.during = .unreadable
            let verdict = PairingVerdict(side: side, own: own, others: others)
            #expect(!verdict.isPaired && verdict.reasons[0].contains("A could not be read"), "\(verdict)")
            #expect(PairingVerdict.hindrance(side: side, label: "A", before: .unreadable) != nil)
        }
        for (before, isPaired) in [(MeterSight.answers(milliamperes: 900), false), (.unreadable, true)] {
            let other = MeterLook(label: "B", before: before, during: .unreadable, after: before)
            let verdict = PairingVerdict(side: .load, own: Self.look("A", 4000, 0, 4100), others: [other])
            #expect(verdict.isPaired == isPaired && !"\(verdict.reasons)".contains("dropped too"), "\(verdict)")
        }
    }

    @Test func anotherMeterThatDropsIsNamed() {
        for other in [Self.look("B", 900, 0, 900), Self.look("B", 0, nil, 0)] {
            let verdict = PairingVerdict(side: .load, own: Self.look("A", 4000, 0, 4100), others: [other])
            #expect(!verdict.isPaired, "\(verdict)")
            #expect(verdict.reasons == ["A dropped and came back", "B dropped too"], "\(verdict)")
        }
    }
}
