import Metering
import Platform
import Storage
import Testing

@testable import Appliance
@testable import LossDetection

@Suite struct LossAlarmTests {
    private static func judgement(
        _ kind: LossKind = .unmeteredLoad, phase: GridPhase? = .l2, day: Int64
    ) -> LossJudgement {
        LossJudgement(
            time: UTCTime(seconds: 86_400 * day), kind: kind, phase: phase, onset: UTCTime(seconds: 0), energy: 1000,
            energyDeviation: 10, suspects: [], logLikelihoodRatio: 30, alternatives: [], test: .balance)
    }

    private static func fail(_ comment: Comment) { Issue.record(comment) }

    @Test func `is told once, again where it changes, and once more when it is gone for two balanced days`() {
        var alarm = LossAlarm()
        #expect(alarm.tell() == nil)
        alarm.take(Self.judgement(day: 3))
        guard case .opened? = alarm.tell() else { return Self.fail("it was not told") }
        alarm.take(Self.judgement(day: 4))
        #expect(alarm.tell() == nil && alarm.firstSaid == UTCTime(seconds: 3 * 86_400))
        alarm.take(Self.judgement(phase: .l3, day: 5))
        guard case .changed(let other)? = alarm.tell() else { return Self.fail("no change was told") }
        #expect(other.phase == .l3 && alarm.firstSaid == UTCTime(seconds: 3 * 86_400))
        let start = UTCTime(seconds: 0)
        alarm.close(since: start, balanced: UTCTime(seconds: 7 * 86_400 - 1))
        #expect(alarm.tell() == nil && alarm.judgement != nil)
        alarm.close(since: start, balanced: UTCTime(seconds: 7 * 86_400))
        guard case .closed? = alarm.tell() else { return Self.fail("no end was told") }
        #expect(alarm.tell() == nil && alarm.firstSaid == nil)
    }

    @Test func `what comes and goes untold is never told`() {
        var alarm = LossAlarm()
        alarm.take(Self.judgement(day: 1))
        alarm.close(since: UTCTime(seconds: 0), balanced: UTCTime(seconds: 4 * 86_400))
        #expect(alarm.tell() == nil)
    }

    @Test func `what was told before a restart is not told again, and its end after two balanced days`() {
        let told = LossAlarm.Told(Self.judgement(day: 3))
        #expect(LossAlarm.Told(told.kept) == told)
        var alarm = LossAlarm()
        alarm.remember(told)
        alarm.take(Self.judgement(day: 4))
        #expect(alarm.tell() == nil)
        alarm = LossAlarm()
        alarm.remember(told)
        let start = UTCTime(seconds: 10 * 86_400)
        alarm.close(since: start, balanced: UTCTime(seconds: 12 * 86_400 - 1))
        #expect(alarm.tell() == nil)
        alarm.close(since: start, balanced: UTCTime(seconds: 12 * 86_400))
        guard case .closed(told)? = alarm.tell() else { return Self.fail("no end was told") }
        #expect(alarm.tell() == nil && alarm.told == nil)
    }

    @Test func `nothing is taken while the clock is not sure`() async {
        let isSure = Guarded(false)
        let feed = LossFeed(intervals: ["M1": 900]) { isSure.withLock { $0 } }
        let reading = Self.reading(.activeEnergyImport, 1234, .wattHour)
        feed.take([reading], of: "M1") { _ in UTCTime(seconds: 900) }
        isSure.withLock { $0 = true }
        feed.take([reading], of: "M2") { _ in UTCTime(seconds: 900) }
        feed.take([reading], of: "M1") { _ in UTCTime(seconds: 1800) }
        feed.finish()
        var times: [UTCTime] = []
        for await sample in feed.samples { times.append(sample.time) }
        #expect(times == [UTCTime(seconds: 1800)])
    }

    @Test func `one value of a quantity is picked each interval, also after the clock was set back`() {
        var picker = LossPicker(intervals: ["M1": 900])
        func picks(_ meter: String, _ quantity: ObisCode, _ second: Int64) -> Bool {
            picker.picks(
                TelemetrySample(meter: meter, quantity: quantity, time: UTCTime(seconds: second), value: 1))
        }
        #expect(picks("M1", .activeEnergyImport, 901) && !picks("M1", .activeEnergyImport, 1799))
        #expect(picks("M1", .activeEnergyExport, 1799) && picks("M1", .activeEnergyImport, 1800))
        #expect(!picks("M2", .activeEnergyImport, 1800) && picks("M1", .activeEnergyImport, 899))
    }

    private static func reading(
        _ obis: ObisCode, _ value: Int64, _ unit: Metering.Unit, _ quality: Quality = .valid
    ) -> Reading {
        Reading(
            obis: obis, name: "x", value: value, unit: unit, quality: quality, raw: .words([]), monotonicNanoseconds: 0)
    }

    @Test func `readings come in watt hours, litres, volts and amperes, and doubtful voltages not at all`() {
        let voltage = ObisCode(1, 0, 52, 7, 0)
        #expect(TelemetryValue(Self.reading(.activeEnergyImport, 1234, .wattHour))?.value == 1234)
        #expect(TelemetryValue(Self.reading(.activeEnergyImport, 1234, .wattHour, .suspect))?.value == 1234)
        #expect(TelemetryValue(Self.reading(.activeEnergyImport, 1234, .wattHour, .missing)) == nil)
        #expect(TelemetryValue(Self.reading(.waterVolume, 77, .litre))?.value == 77)
        #expect(TelemetryValue(Self.reading(voltage, 230_500, .millivolt))?.value == 230.5)
        #expect(TelemetryValue(Self.reading(voltage, 230_500, .millivolt, .suspect)) == nil)
        #expect(TelemetryValue(Self.reading(ObisCode(1, 0, 31, 7, 0), 5250, .milliampere))?.value == 5.25)
        #expect(TelemetryValue(Self.reading(.activePower, 5, .milliwatt)) == nil)
    }
}
