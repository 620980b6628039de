import Foundation
import StrictYAML

/// What `gridtally config check` found.
public struct ConfigurationCheckReport: Codable, Sendable {
    public struct Problem: Codable, Sendable {
        public let file: String
        /// From 1; nil where a mistake is not at one place.
        public let line: Int?
        public let column: Int?
        /// Path of the key; nil where there is none.
        public let field: String?
        public let problem: String
        public let expected: String?
        /// What to do.
        public let advice: String?

        init(_ error: YAMLError) {
            self.init(
                error.location, field: error.field, error.problem, expected: error.expected, advice: error.advice)
        }

        private init(
            _ place: YAMLLocation, field: String?, _ problem: String, expected: String? = nil, advice: String?
        ) {
            self.file = place.file
            self.line = place.line == 0 ? nil : place.line
            self.column = place.column == 0 ? nil : place.column
            self.field = field == "" ? nil : field
            (self.problem, self.expected, self.advice) = (problem, expected, advice)
        }

        /// - Parameter place: where the configuration names what is wrong.
        init(_ error: any Error, _ file: URL, _ place: YAMLLocation? = nil, field: String? = nil) {
            if let error = error as? YAMLError {
                self.init(error)
                return
            }
            let place = place ?? YAMLLocation(file: file.path, line: 0)
            switch error {
            case let error as FileError:
                self.init(place, field: field, "\(error.path) \(error.problem)", advice: error.advice)
            case let error as PlanProblem: self.init(place, field: field, error.problem, advice: error.advice)
            default: self.init(place, field: field, "\(error)", advice: nil)
            }
        }
    }

    public let file: String
    public internal(set) var problems: [Problem]

    /// 0 where all is well, 1 where something is to be corrected.
    public var exitCode: Int32 { self.problems.isEmpty ? 0 : 1 }
}

extension ConfigurationCheckReport {
    public var text: String {
        guard !self.problems.isEmpty else { return "\(self.file): nothing is wrong with it." }
        let count = self.problems.count == 1 ? "1 problem" : "\(self.problems.count) problems"
        return (self.problems.map(\.text) + ["", "\(count) in \(self.file)."]).joined(separator: "\n")
    }
}

extension ConfigurationCheckReport.Problem {
    /// `box.yaml:7:11: buses[0].baud: found …; expected …. What to do.`
    fileprivate var text: String {
        let place = [self.file, self.line.map { "\($0)" }, self.column.map { "\($0)" }].compactMap { $0 }
        let what = self.expected.map { "\(self.problem); expected \($0)" } ?? self.problem
        return place.joined(separator: ":") + ": " + (self.field.map { "\($0): " } ?? "") + what
            + (self.advice.map { ". \($0)" } ?? "")
    }
}
