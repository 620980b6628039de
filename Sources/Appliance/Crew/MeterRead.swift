import DeviceProfiles
import FieldBus
import Foundation
import LineDiagnostics
import Metering
import ModbusProtocol

/// `gridtally read`: what a meter's fields are now, with the registers they were made of.
public struct MeterRead {
    private let line: ChosenLine
    private let profile: DeviceProfile
    private let fields: [RegisterField]
    /// Fields were named one by one: each of them is wanted.
    private let areNamed: Bool
    private let json: Bool

    /// - Parameters:
    ///   - names: fields of the profile by name or OBIS code; empty: all.
    ///   - profile: its name, where no configuration tells it.
    /// - Throws: where nothing tells the profile, or it has no such field.
    public init(_ line: ChosenLine, fields names: [String], profile: String?, json: Bool) throws {
        self.line = line
        let known = try line.profile(named: profile)
        self.profile = known
        self.fields = names.isEmpty ? known.fields : try names.map { try known.found($0) }
        self.areNamed = !names.isEmpty
        self.json = json
    }

    /// - Returns: the exit code: 1 where a field that was named has no value, 3 where the unit does not answer.
    public func run() async throws -> Int32 {
        let screen = CrewScreen(isQuiet: self.json)
        let interruption = CrewInterruption()
        var survey = FieldSurvey(
            unit: self.line.unit, profile: self.profile, fields: self.fields,
            timing: try await self.line.access.parameters?.timing() ?? .tcp)
        try await CrewDriver.run(&survey, over: self.line.access, isStopped: { interruption.isRequested }) { survey in
            screen.show(survey.progress, self.line.name)
        }
        screen.clear()
        let values = FieldReport.make(survey.report, self.line)
        if self.json {
            for value in values { screen.print(try ReportJSON.line(value)) }
        } else {
            screen.print(CrewScreen.wrapped("\(self.line.title), \(self.profile.name)", indent: ""))
            for value in values { value.lines.forEach { screen.print($0) } }
        }
        guard survey.isHeard else {
            if !self.json { screen.print("No answer. `gridtally line-test` says why.") }
            return ExitStatus.notReachable
        }
        return self.areNamed && values.contains { $0.quality == "missing" } ? ExitStatus.found : 0
    }
}

extension ChosenLine {
    /// As a crew calls the unit that was named.
    var name: String { self.target?.name ?? self.bus }

    /// With all of its names.
    var title: String { self.target?.meter.map { "\($0)" } ?? "unit \(self.unit) on \(self.bus)" }

    /// The profile of the unit that was named.
    ///
    /// - Parameter name: instead of the configured one.
    func profile(named name: String?) throws -> DeviceProfile {
        guard let name = name ?? self.target?.meter?.profile else {
            throw LineChoiceError.noProfile(unit: self.unit, bus: self.bus)
        }
        return try ProfileFolder.profile(name, in: self.profiles)
    }
}

extension DeviceProfile {
    /// The field of a name or an OBIS code.
    func found(_ name: String) throws(LineChoiceError) -> RegisterField {
        let field = self.fields.first { $0.name == name || $0.obis?.description == name }
        guard let field else {
            let near = self.fields.map(\.name).filter { $0.contains(name) || $0.hasPrefix(name.prefix(5)) }
            throw .noSuchField(name, profile: self.name, near: Array(near.prefix(6)))
        }
        return field
    }
}
