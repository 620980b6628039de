import Foundation

/// JSON that is put together by hand; keys in order.
indirect enum JSONText: Hashable, Sendable {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    case array([JSONText])
    case object([String: JSONText])

    var members: [String: JSONText]? {
        if case .object(let members) = self { members } else { nil }
    }

    var text: String {
        switch self {
        case .string(let text): (try? ReportJSON.line(text)) ?? "\"\""
        case .integer(let number): "\(number)"
        case .boolean(let flag): "\(flag)"
        case .array(let items): "[" + items.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }.map { "\(JSONText.string($0.key).text):\($0.value.text)" }
                .joined(separator: ",") + "}"
        }
    }
}
