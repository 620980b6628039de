import DeviceProfiles
import LineDiagnostics
import ModbusProtocol
import Testing

@Suite struct FieldSurveyTests {
    private static func scene(faults: String = "") -> String {
        """
        seed: 4
        lines:
        - name: a
          link: a
          baud: 9600
          parity: none
          turnaround_ms: 10
          \(faults)
          devices:
          - {unit: 1, profile: eastron-sdm120, serial: 12000101}
        """
    }

    private func survey(_ unit: UInt8, faults: String = "", names: [String]? = nil) throws -> FieldSurvey {
        let profile = try #require(Repository.catalog?["eastron-sdm120"])
        let fields = try names.map { try $0.map { try #require(profile.field(named: $0)) } } ?? profile.fields
        var box = try VirtualBox(scene: Self.scene(faults: faults))
        var survey = FieldSurvey(unit: unit, profile: profile, fields: fields, timing: box.parameters.timing())
        try box.run(&survey)
        return survey
    }

    @Test func `all fields come with the words they were made of, in the order that was asked for`() throws {
        let survey = try self.survey(1)
        #expect(survey.isHeard && survey.report.allSatisfy { $0.value != nil && $0.reason == nil })
        let names = ["id.serial", "voltage.l1"]
        let two = try self.survey(1, names: names).report
        #expect(two.map(\.field.name) == names)
        #expect(two[0].value == .value(12_000_101) && two[0].valueWords == [0x00B7, 0x1B65])
        #expect(two[1].value == two[1].field.decode(two[1].words))
        #expect(survey.progress.percent == 100)
    }

    @Test func `damaged answers are asked for again, and what stays damaged is missing with its reason`() throws {
        let survey = try self.survey(1, faults: "faults: {crc: 0.3}")
        for field in survey.report {
            #expect((field.value == nil) == (field.reason != nil))
            #expect(field.value.map { $0 == field.field.decode(field.words) } ?? true)
        }
        #expect(survey.isHeard)
    }

    @Test func `a unit that is not there is left alone after two questions`() throws {
        let survey = try self.survey(9)
        #expect(
            !survey.isHeard && survey.report.allSatisfy { $0.value == nil && $0.reason?.contains("no answer") == true })
        #expect(survey.progress.done <= 2)
    }

    @Test func `a block that is refused is read field by field`() throws {
        let profile = try #require(Repository.catalog?["eastron-sdm120"])
        let names = ["voltage.l1", "current.l1", "power.active.total"]
        let fields = names.compactMap { profile.field(named: $0) }
        var survey = FieldSurvey(
            unit: 1, profile: profile, fields: fields,
            timing: LineParameters(baud: 9600, parity: .none, stopBits: 1).timing())
        var asked: [ModbusRequest] = []
        while case .ask(let question) = survey.next {
            asked.append(question.request)
            var record = LineRecord(
                unit: 1, request: try question.request.encoded(), sent: [], sentNanoseconds: 0, sentEndNanoseconds: 0,
                heard: [], outcome: .answered, endNanoseconds: 1)
            if question.request.count > 2 || question.request.address == fields[1].address {
                (record.outcome, record.exception) = (.exception, 2)
            } else {
                record.answer = [4, 4, 0x43, 0x66, 0, 0]
            }
            survey.heard(record)
        }
        #expect(asked.count == 1 + fields.count, "\(asked)")
        #expect(survey.report.map { $0.value == nil } == [false, true, false])
        #expect(survey.report[1].reason?.contains("exception 02") == true)
    }
}
