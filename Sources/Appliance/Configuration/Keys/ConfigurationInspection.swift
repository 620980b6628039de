import StrictYAML

/// Holds a whole file against the catalogue, and goes on after a mistake.
struct ConfigurationInspection {
    private(set) var problems: [YAMLError] = []

    /// Everything in `root` that the catalogue does not allow, in the order of the file.
    static func problems(in root: YAMLNode) -> [YAMLError] {
        var inspection = Self()
        inspection.inspect(root, mapping: "")
        return inspection.problems.sorted {
            ($0.location.line, $0.location.column) < ($1.location.line, $1.location.column)
        }
    }

    private mutating func inspect(_ node: YAMLNode, mapping path: String) {
        let keys = ConfigurationCatalog.keys(in: path)
        do throws(YAMLError) {
            let fields = try YAMLFields(node, allowed: keys.map(\.name), problems: &self.problems)
            for key in keys {
                if let value = fields[key.name] {
                    self.inspect(value, key.kind, key.path)
                } else if key.isRequired {
                    self.problems.append(fields.missing(key.name))
                }
            }
            for rule in ConfigurationCatalog.rules where rule.parent == path { self.hold(fields, against: rule) }
        } catch {
            self.problems.append(error)
        }
    }

    private mutating func inspect(_ node: YAMLNode, _ kind: ConfigurationKind, _ path: String) {
        do throws(YAMLError) {
            switch kind {
            case .mapping: self.inspect(node, mapping: path)
            case .list(let item, let limit):
                for value in try node.list(atMost: limit) { self.inspect(value, item, path + "[]") }
            case .either where kind.holdsKeys && node.isMapping: self.inspect(node, mapping: path)
            default: try kind.check(node)
            }
        } catch {
            self.problems.append(error)
        }
    }

    private mutating func hold(_ fields: YAMLFields, against rule: ConfigurationRule) {
        func refuse(_ problem: String) {
            self.problems.append(
                fields.owner.error(
                    problem, expected: "\(rule)", advice: "`gridtally config explain` says what each of them means."))
        }
        switch rule {
        case .exactlyOne(_, let names):
            let found = names.filter { fields[$0] != nil }
            if found.isEmpty { refuse("neither \(names.joined(separator: " nor ")) is here") }
            if found.count > 1 { refuse("\(found.joined(separator: " and ")) are both here") }
        case .atLeastOne(_, let names):
            if !names.contains(where: { fields[$0] != nil }) {
                refuse("neither \(names.joined(separator: " nor ")) is here")
            }
        case .excludes(_, let key, let others):
            guard fields[key] != nil else { return }
            for other in others {
                guard let node = fields[other] else { continue }
                self.problems.append(
                    node.error(
                        "found \(other)", expected: "no such key here: the mapping has `\(key)`",
                        advice: "Remove the key."))
            }
        }
    }
}
