import DeviceProfiles
import FieldBus
import Foundation
import LineDiagnostics
import Metering
import ModbusProtocol
import Platform

/// `gridtally watch --big`: one meter in large digits, asked at least twice a second.
public struct BigWatch: Sendable {
    /// From one question to the next, in seconds; a late answer delays it.
    private static let period = 0.4
    /// A meter that needs longer than this would be too slow to watch.
    private static let patience: Int64 = 1_000_000_000

    private let line: ChosenLine
    private let target: MeterTarget
    private let field: RegisterField
    private let request: ModbusRequest
    private let beep: Bool
    private let looks: Int?
    private let json: Bool

    /// - Parameters:
    ///   - quantity: voltage, current, power or energy, or a field of the meter's profile; nil: the first it has.
    ///   - looks: questions; nil: until Control-C.
    /// - Throws: where the meter or its quantity is not known.
    public init(
        _ line: ChosenLine, quantity: String?, beep: Bool, looks: Int?, json: Bool
    ) throws {
        guard let target = line.target else { throw MeterNameError.empty }
        guard let profile = try line.profile(of: target.meter) else {
            throw PlanProblem(
                file: "unit \(target.unit) on \(target.bus)", problem: "no model is known of it",
                advice: "Write it into the configuration with its profile; `gridtally identify` names it.")
        }
        guard let field = Self.field(quantity, profile),
            let request = ModbusRequest(RegisterQuestion(field))
        else {
            throw PlanProblem(
                file: "profile \(profile.name)", problem: "it has no \(quantity ?? "quantity to show")",
                advice: "`gridtally profiles show \(profile.name)` lists its fields.")
        }
        (self.line, self.target, self.field, self.request) = (line, target, field, request)
        (self.beep, self.looks, self.json) = (beep, looks, json)
    }

    private static func field(_ name: String?, _ profile: DeviceProfile) -> RegisterField? {
        let fields = WatchFields(profile)
        switch name {
        case nil: return fields.all.first
        case "voltage"?: return fields.voltage
        case "current"?: return fields.current
        case "power"?: return fields.power
        case "energy"?: return fields.energy
        case let name?: return profile.field(named: name)
        }
    }

    /// - Returns: the exit code: 3 where none of the questions was answered.
    public func run() async throws -> Int32 {
        let screen = LiveScreen()
        let good = try await Interruptible.run(onRequest: screen.leave) { try await self.watch(screen) }
        screen.leave()
        if LiveScreen.isTerminal, !self.json {
            print("\(self.title): \(good.count) good answers of \(good.of)")
        }
        return good.count > 0 || good.of == 0 ? 0 : ExitStatus.notReachable
    }

    private var title: String {
        "\(self.target.name), unit \(self.target.unit) on \(self.target.bus): \(self.field.name)"
    }

    /// How many of all questions were answered well.
    private func watch(_ screen: LiveScreen) async throws -> (count: Int, of: Int) {
        let (symbol, decimals, _) = Self.display(self.field.unit)
        var frame = BigFrame(title: self.title, unit: symbol, decimals: decimals)
        let timing = try await self.line.access.parameters?.timing(strictCharacters: false) ?? .tcp
        var good = (count: 0, of: 0)
        while !Task.isCancelled, good.of < self.looks ?? .max {
            let start = ContinuousClock.now
            let outcome: BigFrame.Outcome
            do {
                let question = LineQuestion(
                    unit: self.target.unit, request: self.request, timeoutNanoseconds: Self.patience)
                outcome = self.outcome(try await self.line.access.ask(question), timing)
            } catch {
                if Task.isCancelled { break }
                // At the start it is a mistake of somebody; later the line or the service has gone, and may come back.
                guard good.of > 0 else { throw error }
                outcome = .failed("\(error)")
            }
            frame.take(outcome)
            good.of += 1
            if outcome.isGood { good.count += 1 }
            try self.show(frame, outcome, screen)
            if good.of < self.looks ?? .max {
                try? await Task.sleep(until: start + .seconds(Self.period))
            }
        }
        return good
    }

    private func outcome(_ record: LineRecord, _ timing: LineTiming) -> BigFrame.Outcome {
        guard record.outcome == .answered, let words = record.response?.words else {
            let told = ExchangeExplanation(record, timing: timing)
            return .failed("\(told.verdict). \(told.reasons.first ?? "")")
        }
        switch self.field.decode(words) {
        case .value(let value):
            return .value(
                Double(value) / Self.display(self.field.unit).scale,
                milliseconds: Double(record.latencyNanoseconds ?? 0) / 1e6)
        case .text(let text): return .absent(text)
        case .absent(let reason): return .absent("\(reason)")
        }
    }

    private func show(_ frame: BigFrame, _ outcome: BigFrame.Outcome, _ screen: LiveScreen) throws {
        let rings = self.beep && outcome.isGood
        if LiveScreen.isTerminal, !self.json { return screen.show(frame.lines, beep: rings) }
        print(
            self.json
                ? try ReportJSON.line(BigSample(self.target, self.field, outcome, frame.good)) : frame.line)
        fflush(nil)
    }

    /// As it is read on a meter's display.
    private static func display(_ unit: Metering.Unit) -> (
        symbol: String, decimals: Int, scale: Double
    ) {
        switch unit {
        case .wattHour: ("kWh", 3, 1000)
        case .litre: ("kL", 3, 1000)
        case .metre: ("km", 3, 1000)
        case .milliwatt: ("W", 0, 1000)
        case .millivolt: ("V", 1, 1000)
        default:
            (
                unit.display.symbol, unit.display.digits,
                (0..<unit.display.digits).reduce(1.0) { scale, _ in scale * 10 }
            )
        }
    }
}

/// One question of `watch --big --json`.
private struct BigSample: Encodable {
    let t: Double
    let bus: String
    let device: String
    let unitId: Int
    let name: String
    let isGood: Bool
    let value: Double?
    let milliseconds: Double?
    let reason: String?
    let goodOfLast: Int
    let last: Int

    init(
        _ target: MeterTarget, _ field: RegisterField, _ outcome: BigFrame.Outcome,
        _ good: (count: Int, of: Int)
    ) {
        self.t = (Double(RealtimeClock.nanoseconds) / 1e6).rounded() / 1000
        (self.bus, self.device, self.unitId) = (target.bus, target.name, Int(target.unit))
        (self.name, self.isGood) = (field.name, outcome.isGood)
        (self.goodOfLast, self.last) = (good.count, good.of)
        switch outcome {
        case .value(let value, let milliseconds):
            (self.value, self.milliseconds, self.reason) = (value, milliseconds, nil)
        case .absent(let reason), .failed(let reason):
            (self.value, self.milliseconds, self.reason) = (nil, nil, reason)
        }
    }
}
