import Metering

/// Why something that a person ordered on site is not done.
enum FieldRefusal: Error, Hashable, CustomStringConvertible {
    case unreadable(String)
    case badSignature
    case wrongTime(order: UTCTime, box: UTCTime)
    case unknownKey(String)
    case wrongRole(String, has: [String], needs: [String])
    case needsName(String, atMost: Int = FieldOrder.textLimit)
    case noSuchPlace(String, known: [String])
    case noSuchTag(String, known: [String])
    case shortTagNumber(String, matching: [String])
    case ambiguousTag(String, matching: [String])
    case tooManyTags(Int)
    case notOwnTag(person: String)
    case alreadyConsented(officer: String)
    case noRelay(meter: String, known: [String])
    case badEnd(String)
    case nothingToDo(String)
    case voucher(String)
    case notPaired(String)

    /// What was asked for is not there, or makes no sense: not a question of rights.
    var isUsage: Bool {
        switch self {
        case .unreadable, .needsName, .noSuchPlace, .noSuchTag, .shortTagNumber, .ambiguousTag, .noRelay,
            .badEnd:
            true
        default: false
        }
    }

    var description: String {
        switch self {
        case .unreadable(let what): "the order cannot be read: \(what)"
        case .badSignature: "the signature is not of this key and this zone. Is it the right key file and genesis?"
        case .wrongTime(let order, let box):
            "the order was signed at \(order), and the box's clock says \(box). Set the clock, and order again."
        case .unknownKey(let key):
            "no principal of this zone has the key \(key.prefix(16))…; the registrar adds it with the role crew"
        case .wrongRole(let label, let has, let needs):
            "\(label) has the roles \(has.joined(separator: ", ")), and this needs \(needs.joined(separator: " or "))"
        case .needsName(let what, let limit): "\(what): give 1 to \(limit) bytes of text"
        case .noSuchPlace(let place, let known):
            "there is no \(place). " + Self.list(known)
        case .noSuchTag(let id, let known):
            "no tag begins with \(id). " + (known.isEmpty ? "There are none." : "In force: " + Self.list(known))
        case .shortTagNumber(let digits, let matching):
            "\"\(digits)\" is too short for a tag's number: give at least \(TagNumber.fewestDigits) digits. Nothing is "
                + "removed. " + (matching.isEmpty ? "None begins so." : "Beginning so: " + Self.list(matching))
        case .ambiguousTag(let digits, let matching):
            "\(matching.count) tags begin with \(digits), and none is removed. Give more digits. " + Self.list(matching)
        case .tooManyTags(let limit): "\(limit) tags are in force. Remove those of finished work first."
        case .notOwnTag(let person):
            "the tag is \(person)'s. That person removes it, or two officers (registrar or regulator) do."
        case .alreadyConsented(let officer): "\(officer) has consented already; a second officer has to."
        case .noRelay(let meter, let known):
            "this box has no relay for a meter \(meter). " + Self.list(known)
        case .badEnd(let what): "the end of an override: \(what)"
        case .nothingToDo(let what): what
        case .voucher(let what): "voucher: \(what)"
        case .notPaired(let what): what
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(20).joined(separator: ", ")
        return names.isEmpty ? "There are none." : "There are: \(shown)\(names.count > 20 ? ", …" : "")."
    }
}
