/// What Package.swift says of the rooms.
struct Manifest {
    struct Target: Hashable {
        let name: String
        let imports: Set<String>
        let products: Set<String>
    }

    let rooms: [Target]
    /// Names of C targets.
    let cModules: Set<String>

    init(_ text: String) {
        let targets = text.components(from: "targets: [\n")
        self.rooms = (targets.calls("room(") + targets.calls(".executableTarget(")).map { call in
            let products = Set(call.calls(".product(").compactMap { $0.literals.first })
            let packages = Set(call.calls(".product(").compactMap { $0.literals.last })
            let names = call.literals
            return Target(
                name: names.first ?? "",
                imports: Set(names.dropFirst()).subtracting(products).subtracting(packages).subtracting(["Yams"]),
                products: products.union(names.contains("Yams") ? ["Yams"] : []))
        }
        let libraries = targets.calls(".systemLibrary(") + targets.calls(".target(")
        self.cModules = Set(libraries.compactMap { $0.literals.first })
    }
}

extension String {
    /// The rest after the last place where `mark` stands.
    fileprivate func components(from mark: String) -> String {
        self.ranges(of: mark).last.map { String(self[$0.upperBound...]) } ?? ""
    }

    /// The arguments of each call that begins with `opening`, whose last character is its bracket.
    func calls(_ opening: String) -> [String] {
        self.ranges(of: opening).map { range in
            var depth = 1
            return String(
                self[range.upperBound...].prefix { character in
                    depth += character == "(" ? 1 : character == ")" ? -1 : 0
                    return depth > 0
                })
        }
    }

    /// String literals without escapes.
    var literals: [String] {
        self.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
