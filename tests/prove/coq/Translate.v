(** The translation, with operands that stay expressions for as long as they may. *)

Require Import List Arith Bool. Import ListNotations.
From IncludeWasm Require Import Host Rust.
From IncludeWasm Require Wasm.
Import Wasm (instr, Const, Pure, Eff, LocalGet, LocalSet, Drop, Call, Unreachable, Br, BrIf, BrTable, Block, Loop, If, func).

Section Translate.
Context {H : Host}.
Variable funcs : nat -> option func.

(** A label in scope: how many values a branch to it carries, and whether it is a loop's. *)
Record label := Label { arity : nat; is_loop : bool }.

(** Whether an expression would change with local i; with any local if [None]. *)
Fixpoint mentions (which : option nat) (e : expr) : bool :=
  match e with
  | ELocal j => match which with Some i => Nat.eqb i j | None => true end
  | EPure _ es => existsb (mentions which) es
  | _ => false
  end.

(** Names the operands that must not wait: statements, the operands after it, the next free temporary. *)
Fixpoint spill (which : option nat) (n : nat) (st : list expr) : list stmt * list expr * nat :=
  match st with
  | [] => ([], [], n)
  | e :: st' =>
      if mentions which e
      then let '(cs, st1, n1) := spill which (S n) st' in (Let n e :: cs, ETemp n :: st1, n1)
      else let '(cs, st1, n1) := spill which n st' in (cs, e :: st1, n1)
  end.

(** A branch to the d-th label; labels are numbered from outside. *)
Definition branch (c : list label) (st : list expr) (d : nat) : option jump :=
  match nth_error c d with
  | Some b =>
      if arity b <=? length st
      then Some (Jump (is_loop b) (length c - 1 - d) (firstn (arity b) st))
      else None
  | None => None
  end.

Fixpoint branches (c : list label) (st : list expr) (ds : list nat) : option (list jump) :=
  match ds with
  | [] => Some []
  | d :: ds' =>
      match branch c st d, branches c st ds' with
      | Some j, Some js => Some (j :: js)
      | _, _ => None
      end
  end.

(** After an instruction: on with these operands and this free temporary, or the region ends. *)
Inductive after := Next (n : nat) (st : list expr) | End (x : ending).

(** The value of a region that falls off its end with the wrong number of operands is no value. *)
Definition fits (r : nat) (x : ending) : bool :=
  match x with Fall es => length es =? r | _ => true end.

Definition temps (n k : nat) : list nat := seq n k.

Definition sequence (comp : list label -> nat -> list expr -> instr -> option (list stmt * after)) :=
  fix go (c : list label) (n : nat) (st : list expr) (b : list instr) : option (list stmt * ending) :=
    match b with
    | [] => Some ([], Fall st)
    | i :: t =>
        match comp c n st i with
        | Some (cs, Next n' st') =>
            match go c n' st' t with
            | Some (cs', x) => Some (cs ++ cs', x)
            | None => None
            end
        | Some (cs, End x) => Some (cs, x)   (* what follows is dead *)
        | None => None
        end
    end.

(** Translates an instruction under labels c, with n the first free temporary and st the operands, the top
    first. A region inside starts with temporaries above all of those that the operands below it use. *)
Fixpoint comp (c : list label) (n : nat) (st : list expr) (i : instr) : option (list stmt * after) :=
  match i with
  | Const v => Some ([], Next n (EConst v :: st))
  | Pure o k =>
      if k <=? length st then Some ([], Next n (EPure o (rev (firstn k st)) :: skipn k st)) else None
  | Eff o k =>
      if k <=? length st
      then Some ([Effect (temps n (eres o)) o (rev (firstn k st))],
                 Next (n + eres o) (map ETemp (temps n (eres o)) ++ skipn k st))
      else None
  | LocalGet i => Some ([], Next n (ELocal i :: st))
  | LocalSet i =>
      match st with
      | e :: st' => let '(cs, st1, n1) := spill (Some i) n st' in Some (cs ++ [SetLocal i e], Next n1 st1)
      | [] => None
      end
  | Drop => match st with _ :: st' => Some ([], Next n st') | [] => None end
  | Call f =>
      match funcs f with
      | Some fn =>
          let k := Wasm.params fn in
          let r := Wasm.results fn in
          if k <=? length st
          then Some ([RCall (temps n r) f (rev (firstn k st))], Next (n + r) (map ETemp (temps n r) ++ skipn k st))
          else None
      | None => None
      end
  | Unreachable => Some ([], End Stop)
  | Br d => match branch c st d with Some j => Some ([], End (Goto j)) | None => None end
  | BrIf d =>
      match st with
      | e :: st' => match branch c st' d with Some j => Some ([GotoIf e j], Next n st') | None => None end
      | [] => None
      end
  | BrTable ds d =>
      match st with
      | e :: st' =>
          match branches c st' ds, branch c st' d with
          | Some js, Some j => Some ([], End (Switch e js j))
          | _, _ => None
          end
      | [] => None
      end
  | Block p r b =>
      if p <=? length st then
        let '(cs, below, n1) := spill None n (skipn p st) in
        match sequence comp (Label r false :: c) (n1 + r) (firstn p st) b with
        | Some (s, x) =>
            if fits r x
            then Some (cs ++ [RBlock (length c) (temps n1 r) s x], Next (n1 + r) (map ETemp (temps n1 r) ++ below))
            else None
        | None => None
        end
      else None
  | If p r a b =>
      match st with
      | e :: st' =>
          if p <=? length st' then
            let '(cs, below, n1) := spill None n (skipn p st') in
            match sequence comp (Label r false :: c) (n1 + r) (firstn p st') a,
                  sequence comp (Label r false :: c) (n1 + r) (firstn p st') b with
            | Some (s1, x1), Some (s2, x2) =>
                if fits r x1 && fits r x2
                then Some (cs ++ [RIf (length c) (temps n1 r) e s1 x1 s2 x2],
                           Next (n1 + r) (map ETemp (temps n1 r) ++ below))
                else None
            | _, _ => None
            end
          else None
      | [] => None
      end
  | Loop p r b =>
      if p <=? length st then
        let '(cs, below, n1) := spill None n (skipn p st) in
        match sequence comp (Label p true :: c) (n1 + r + p) (map ETemp (temps (n1 + r) p)) b with
        | Some (s, x) =>
            if fits r x
            then Some (cs ++ [RLoop (length c) (temps (n1 + r) p) (firstn p st) (temps n1 r) s x],
                       Next (n1 + r) (map ETemp (temps n1 r) ++ below))
            else None
        | None => None
        end
      else None
  end.

(** A function is a block whose label is 0. *)
Definition comp_func (f : func) : option rfunc :=
  match sequence comp [Label (Wasm.results f) false] 0 [] (Wasm.body f) with
  | Some (s, x) => if fits (Wasm.results f) x then Some (RFunc s x (Wasm.declared f)) else None
  | None => None
  end.

Definition comp_funcs (f : nat) : option rfunc :=
  match funcs f with Some fn => comp_func fn | None => None end.

End Translate.
