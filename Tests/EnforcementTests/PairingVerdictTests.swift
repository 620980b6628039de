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

    @Test func anotherMeterThatDropsIsNamed() {
        for other in [Self.look("B", 900, 0, 900), Self.look("B", 0, nil, 0)] {
            let verdict = PairingVerdict(side: .load, own: Self.look("A", 4000, 0, 4100), others: [other])
            #expect(!verdict.isPaired && verdict.reasons.contains("B dropped too"), "\(verdict)")
        }
    }
}
