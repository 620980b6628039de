import CanonicalCBOR
import DeviceProfiles
import Enforcement
import Metering
import Testing

@testable import Appliance

@Suite("What is declared of a relay")
struct RelayDeclarationTests {
    private static let profile = RelayDescription(
        channels: [], isLatching: true, powerUpState: .open, side: .supply, breakingMilliamperes: 16_000)

    @Test(
        "commissioning goes before the profile, of two ratings the smaller counts, and what neither says stays unknown")
    func sources() {
        let bare = BoxConfiguration.Relay(device: "r", channel: 1)
        #expect(RelayDeclaration(bare, nil).undeclared == "latching or not")
        let known = RelayDeclaration(bare, Self.profile)
        #expect(known.undeclared == nil && known.side == .supply && known.powerUpState == .open)
        #expect(known.breakingMilliamperes == 16_000 && known.pairedAt == nil)
        var told = bare
        (told.isOnLoadSide, told.isLatching, told.closesAtPowerUp) = (true, false, true)
        told.breakingMilliamperes = 60_000
        let both = RelayDeclaration(told, Self.profile)
        #expect(both.side == .load && both.isLatching == false && both.powerUpState == .closed)
        #expect(both.breakingMilliamperes == 16_000 && both.actuatorMilliamperes == nil)
        told.actuatorMilliamperes = 500
        #expect(RelayDeclaration(told, Self.profile).actuatorMilliamperes == 500)
    }
}

@Suite("Records of the switching journal")
struct SwitchingReportTests {
    private static func record(_ outcome: SwitchingOutcome, check: GuardEvaluation?) -> SwitchingRecord {
        SwitchingRecord(
            meter: 7, command: .open, outcome: outcome,
            at: Moment(time: UTCTime(seconds: 1_770_000_000), monotonicNanoseconds: 5),
            before: RelayState(control: .connected, output: .closed), after: .unknown,
            authority: .crew(person: "R. Meena", reason: "pump"), trial: "R. Meena", check: check)
    }

    @Test("say again what every guard saw, and other bytes are refused")
    func guards() throws {
        let facts = GuardFacts(
            meter: 7, moment: Moment(time: UTCTime(seconds: 1_770_000_000), monotonicNanoseconds: 5))
        let evaluation = GuardEvaluation(facts, .standard)
        let record = Self.record(.refusedByGuards(.check), check: evaluation)
        let bytes = record.cbor.encoded()
        let report = try SwitchingReport.decoded(bytes)
        #expect(report.before == "connected closed" && report.after == "unknown unknown")
        #expect(report.authority == "R. Meena on site: pump" && report.recheck == nil)
        let guards = try #require(report.check?.guards)
        #expect(guards.map(\.name) == SwitchingGuard.allCases.map { "\($0)" })
        #expect(guards.map(\.sentence) == evaluation.results.map(\.sentence))
        #expect(guards.allSatisfy { !$0.values.isEmpty } && report.check?.allHold == false)
        for count in bytes.indices {
            #expect(throws: (any Error).self) { try SwitchingReport.decoded(Array(bytes.prefix(count))) }
        }
        // What goes onto the chain has room there.
        #expect(record.evidence.count < 4096)
    }
}
