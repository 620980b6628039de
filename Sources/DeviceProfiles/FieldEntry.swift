internal import StrictYAML

/// A field with what only its file knows: where it stands, the unit people wrote, and what it says of other fields.
struct FieldEntry {
    var field: RegisterField
    let fileUnit: FileUnit
    let node: YAMLNode
    let scaleRegister: YAMLNode?
    let secondary: YAMLNode?
    let adds: YAMLNode?

    /// True where other registers have a part in the value.
    var isComposed: Bool { self.scaleRegister != nil || self.secondary != nil || self.adds != nil }
}
